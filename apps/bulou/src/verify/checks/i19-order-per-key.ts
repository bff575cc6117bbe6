import { type Check, foundAll, type Violation } from '../check.js';
import { subjectOf } from '../pipe-tables.js';
import type { TopicRecord } from '../topic-record.js';

/** Checks the facts of one key, in the order in which they lie; a fact sent twice counts where it lies first. */
function disorderOf(records: readonly TopicRecord[], hasLostItsStart: boolean): string | undefined {
  const partitions = new Set(records.map(({ partition }) => partition));
  if (partitions.size > 1) return `同一对象的事件在多个分区 / lies in partitions ${[...partitions].join(', ')}`;
  const firsts = [...new Map(records.toReversed().map((record) => [record.eventId, record])).values()].toSorted(
    (a, b) => a.offset - b.offset,
  );
  let expected = hasLostItsStart ? (firsts[0]?.sequence ?? 1) : 1;
  for (const { sequence, type } of firsts) {
    if (sequence !== expected) return `事件缺号或乱序 / ${type} has number ${sequence} where ${expected} was due`;
    expected += 1;
  }
  return undefined;
}

/** The facts about one thing lie in one partition, numbered from 1 without gap, in the order in which they happened. */
export const i19: Check = {
  id: 'i19',
  zh: '同一对象的事件在同一分区内按序、无缺号',
  en: 'the facts about one thing lie in order, in one partition, without a missing number',
  needs: [],
  async run(view) {
    const topics = await view.topics();
    if (!topics) return { skipped: 'Kafka was not looked at' };
    const campaigns = new Set(view.campaigns);
    const purged = new Set<string>();
    const lowest = new Map<string, number>();
    for (const { topic, partition, offset } of topics) {
      const place = `${topic} ${partition}`;
      lowest.set(place, Math.min(offset, lowest.get(place) ?? offset));
    }
    for (const [place, offset] of lowest) if (offset > 0) purged.add(place);
    const byKey = Map.groupBy(topics, ({ topic, key }) => `${topic} ${key}`);
    const found: Violation[] = [];
    for (const records of byKey.values()) {
      const [first] = records;
      if (!first || !records.some(({ campaignId }) => campaignId !== undefined && campaigns.has(campaignId))) continue;
      const note = disorderOf(records, purged.has(`${first.topic} ${first.partition}`));
      if (note !== undefined) found.push({ ...subjectOf(first.topic, first.key), note });
    }
    return foundAll(found);
  },
};
