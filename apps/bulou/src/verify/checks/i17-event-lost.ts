import { type Check, foundAll, type Violation } from '../check.js';
import { outboxNeeds, subjectOf, toldFacts } from '../pipe-tables.js';

interface Row {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
  readonly type: string;
  readonly digest: string;
}

/** Every fact that a room told lies in its topic, word for word. Topics keep seven days, so older facts are not asked for. */
export const i17: Check = {
  id: 'i17',
  zh: '每个已记录的事件都在 Kafka 中，内容一字不差',
  en: 'every fact that was told is in Kafka, word for word',
  needs: outboxNeeds,
  async run(view) {
    const topics = await view.topics();
    if (!topics) return { skipped: 'Kafka was not looked at' };
    const lying = new Map(topics.map((record) => [record.eventId, record]));
    const rows = await view.sql<Row>(
      `select id, topic, key, sequence, type, md5(payload::text) as digest from ${toldFacts(view)} as told
        where recorded_at > (select clock_timestamp()) - interval '6 days 12 hours'`,
      [view.campaigns],
    );
    return foundAll(
      rows.flatMap((row): Violation[] => {
        const there = lying.get(row.id);
        const wrong =
          there === undefined
            ? 'is not in Kafka'
            : there.topic !== row.topic || there.key !== row.key || there.sequence !== row.sequence
              ? `lies in Kafka under ${there.topic} ${there.key} number ${there.sequence}`
              : there.digest !== row.digest
                ? 'says something else in Kafka'
                : undefined;
        if (wrong === undefined) return [];
        return [
          {
            ...subjectOf(row.topic, row.key),
            note: `事件不在 Kafka 中或内容不同 / ${row.type} number ${row.sequence} (${row.id}) ${wrong}`,
          },
        ];
      }),
    );
  },
};
