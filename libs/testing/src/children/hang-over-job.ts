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
    process.stdout.write(`taken ${job.id}\n`);
    return new Promise(() => undefined);
  },
  { redisUrl, namespace },
  { lockMilliseconds, stalledCheckMilliseconds: 300 },
);
process.stdout.write('ready\n');
