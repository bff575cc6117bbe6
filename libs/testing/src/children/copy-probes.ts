import { ConsumerGroup, type KafkaSettings } from '@lib/messaging';
import { CopyProbes, probeTopics } from '../copy-probes.js';
import { reopenProbeRoom } from '../probe-room.js';

// Consumes probes until it is killed; with `isBroken` its delivery throws what kafkajs never retries.
const { url, kafka, isBroken } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  kafka: KafkaSettings;
  isBroken: boolean;
};
const room = await reopenProbeRoom(url);
const group = new ConsumerGroup({
  kafka,
  topics: probeTopics,
  consumer: 'copier',
  handlers: [new CopyProbes(() => process.stdout.write('applying\n'))],
  database: room.database,
  sessionMilliseconds: 6_000,
});
if (isBroken) {
  group.delivery.deliver = () => {
    throw new TypeError('a fault of the loop itself');
  };
}
group.start();
process.stdout.write('started\n');
