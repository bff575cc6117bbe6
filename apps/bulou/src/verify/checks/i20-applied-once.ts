import { type Check, foundAll } from '../check.js';
import { applied, outboxNeeds, putAside, subjectOf, toldFacts } from '../pipe-tables.js';
import { subscriptions } from '../subscriptions.js';

interface Row {
  readonly app: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly id: string;
  readonly note: string;
}

const pairs = Object.entries(subscriptions).flatMap(([app, types]) => types.map((type) => ({ app, type })));

/**
 * Every room has applied every fact that it hears, once, in each of its groups; nothing lies put aside. A room has a
 * second group for alarms, so a fact is due as often as the room has ever applied one of its kind.
 */
export const i20: Check = {
  id: 'i20',
  zh: '每个系统对每个应收事件恰好处理一次，没有搁置',
  en: 'every room has applied every fact it hears exactly once; none was put aside',
  needs: [...outboxNeeds, 'command_centre.inbox', 'notification.inbox', 'lab.inbox'],
  async run(view) {
    const rows = await view.sql<Row>(
      `with told as materialized (select id, topic, key, type from ${toldFacts(view)} as t),
            heard(app, type) as (select * from unnest($2::text[], $3::text[])),
            hits as materialized (
              select h.app, t.id, t.topic, t.key, t.type, count(a.event_id) as hits
                from told t join heard h using (type)
                left join (select consumer, regexp_replace(consumer, '-urgent$', '') as app, event_id from ${applied(view)} as i) as a
                  on a.event_id = t.id and a.app = h.app
               group by 1, 2, 3, 4, 5),
            due as (select app, type, greatest(1, max(hits)) as due from hits group by 1, 2)
       select app, topic, key, type, id, 'was applied ' || hits || ' times and is due ' || due as note
         from hits join due using (app, type) where hits <> due
       union all
       select p.consumer, p.topic, p.key, coalesce(p.type, '?'), p.event_id, p.state || ': ' || p.reason
         from ${putAside(view)} as p where p.event_id in (select id from told)`,
      [view.campaigns, pairs.map(({ app }) => app), pairs.map(({ type }) => type)],
    );
    return foundAll(
      rows.map(({ app, topic, key, type, id, note }) => ({
        ...subjectOf(topic, key),
        note: `${app} 未处理或搁置了事件 / ${app}: ${type} (${id}) ${note}`,
      })),
    );
  },
};
