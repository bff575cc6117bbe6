import { systemIds } from '@lib/platform';
import { KafkaAdmin, type StoredMessage } from './admin.js';
import { createKafka, inNamespace, type KafkaSettings, METADATA_MILLISECONDS_MAX } from './kafka.js';

/** How long a dump may take in all; a broker that hangs must not hang whoever asked. */
const DUMP_MILLISECONDS_MAX = 120_000;

/**
 * Reads every message that the topics hold at this moment and gives it to `take`, in order per partition.
 * It reads as a group of its own that is forgotten afterwards, so no consumer of the house is disturbed.
 * In: topic names without namespace; one that does not exist is left out. Out: the number of messages read.
 * Throws when the end is not reached within two minutes.
 */
export async function dumpTopics(
  settings: KafkaSettings,
  names: readonly string[],
  take: (message: StoredMessage) => void,
): Promise<number> {
  const admin = new KafkaAdmin(settings);
  const group = `dump-${systemIds.uuid7()}`;
  try {
    const edges = (await admin.lagOf(group, names)).filter(({ lag }) => lag > 0n);
    if (edges.length === 0) return 0;
    const ends = new Map(edges.map(({ topic, partition, high }) => [`${topic} ${partition}`, high - 1n]));
    const count = await readUntil(settings, group, ends, take);
    await admin.deleteGroups([group]).catch(() => undefined); // it holds nothing and expires by itself
    return count;
  } finally {
    await admin.close();
  }
}

/** `ends`: the last offset to read of each `<topic> <partition>`, names as the brokers know them. */
async function readUntil(
  settings: KafkaSettings,
  group: string,
  ends: Map<string, bigint>,
  take: (message: StoredMessage) => void,
): Promise<number> {
  const prefix = inNamespace(settings.namespace, '');
  const consumer = createKafka(settings).consumer({
    groupId: inNamespace(settings.namespace, group),
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 50,
    metadataMaxAge: METADATA_MILLISECONDS_MAX,
  });
  let count = 0;
  const finished = Promise.withResolvers<void>();
  const late = setTimeout(
    () => finished.reject(new Error('the end of the topics was not reached')),
    DUMP_MILLISECONDS_MAX,
  );
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...new Set([...ends.keys()].map(topicOf))], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const place = `${batch.topic} ${batch.partition}`;
        const last = ends.get(place);
        for (const message of batch.messages) {
          if (last === undefined || BigInt(message.offset) > last) break;
          const { offset, key, value } = message;
          take({
            topic: batch.topic.slice(prefix.length),
            partition: batch.partition,
            offset,
            key: key?.toString('utf8') ?? null,
            headers: textsOf(message.headers),
            value: value?.toString('utf8') ?? null,
          });
          count += 1;
        }
        if (last !== undefined && BigInt(batch.lastOffset()) >= last) ends.delete(place);
        if (ends.size === 0) finished.resolve();
      },
    });
    await finished.promise;
    return count;
  } finally {
    clearTimeout(late);
    await consumer.disconnect();
  }
}

const topicOf = (place: string): string => place.slice(0, place.lastIndexOf(' '));

function textsOf(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : value)]),
  );
}
