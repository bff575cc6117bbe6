import { type Check, foundAll } from '../check.js';
import { outboxNeeds, subjectOf, toldFacts } from '../pipe-tables.js';

interface Row {
  readonly room: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly seconds: number;
}

/** What was committed half a minute ago has been sent. */
export const i16: Check = {
  id: 'i16',
  zh: '没有事件在发件箱中滞留超过 30 秒',
  en: 'no fact waits in an outbox for more than 30 s',
  needs: outboxNeeds,
  async run(view) {
    const rows = await view.sql<Row>(
      `select room, topic, key, type, extract(epoch from clock_timestamp() - recorded_at)::float8 as seconds
         from ${toldFacts(view)} as told
        where published_at is null and recorded_at < (select clock_timestamp()) - interval '30 s'`,
      [view.campaigns],
    );
    return foundAll(
      rows.map(({ room, topic, key, type, seconds }) => ({
        ...subjectOf(topic, key),
        note: `事件滞留未发送 / ${type} of ${room} was not sent for ${Math.round(seconds)} s`,
      })),
    );
  },
};
