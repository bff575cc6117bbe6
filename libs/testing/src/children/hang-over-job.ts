import { JobWorker } from '@lib/messaging';

// Takes one job and never finishes it, until it is killed.
const { queue, redisUrl, namespace, lockMilliseconds } = JSON.parse(process.argv[2] ?? '{}') as {
  queue: string;
  redisUrl: string;
  namespace: string;
  lockMilliseconds: number;
};

new JobWorker(
  queue,
  (job) => {
    console.log(`taken ${job.id}`);
    return new Promise(() => undefined);
  },
  { redisUrl, namespace },
  { lockMilliseconds, stalledCheckMilliseconds: 300 },
);
console.log('ready');
