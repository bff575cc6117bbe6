import { systemIds } from '@lib/platform';
import { KafkaAdmin, type KafkaSettings, type OutboundMessage, Publisher } from '@lib/messaging';

const topic = { name: 'bulou.bench', partitions: 6 };
// As the relay sends: chunks of 500, one at a time, each acknowledged by all in-sync replicas.
const eventsPerChunk = 500;
// A sealed tube of ten with its members and headers is about 1.5 kB.
const contentBytes = 1_200;

function chunk(): OutboundMessage[] {
  const value = JSON.stringify({ content: 'x'.repeat(contentBytes) });
  return Array.from({ length: eventsPerChunk }, () => {
    const id = systemIds.uuid7();
    return {
      topic: topic.name,
      key: id,
      value,
      headers: { ce_id: id, ce_type: 'cn.bulou.bench.v1', ce_specversion: '1.0', ce_source: '/bench' },
    };
  });
}

/** Events per second that the brokers acknowledge with acks = all, through the house's own publisher, in a topic of its own. */
export async function measureKafka(kafka: KafkaSettings, seconds: number): Promise<number> {
  const settings = { ...kafka, clientId: 'bulou-bench' };
  const publisher = new Publisher(settings, [topic]);
  const admin = new KafkaAdmin(settings);
  try {
    await publisher.publish(chunk());
    let events = 0;
    const began = performance.now();
    while (performance.now() - began < seconds * 1_000) {
      await publisher.publish(chunk());
      events += eventsPerChunk;
    }
    return events / ((performance.now() - began) / 1_000);
  } finally {
    await publisher.close();
    await admin.deleteTopics([topic.name]).catch(() => undefined);
    await admin.close();
  }
}
