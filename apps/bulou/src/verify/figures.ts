import { alarmingFindings } from '@lib/vocabulary';
import { countUnanswered } from './checks/every-person-ends.js';
import { members } from './members-sql.js';
import type { Figures } from './report.js';
import type { View } from './view.js';

const questions = {
  persons: {
    needs: ['batching.tubes', 'batching.open_members'],
    sql: `select count(distinct subject_id) as n from ${members} as m where kind = 'person'`,
  },
  cases: {
    needs: ['isolation.cases'],
    sql: 'select count(*) as n from isolation.cases where campaign_id = any($1::uuid[])',
  },
  positives: {
    needs: ['isolation.cases'],
    sql: `select count(*) as n from isolation.cases where campaign_id = any($1::uuid[]) and state = 'verified'`,
  },
} as const;

const detected = `
  alarm as materialized (
    select r.tube_id from lab.results r join batching.tubes t using (tube_id)
     where t.campaign_id = any($1::uuid[]) and t.purpose = 'round' and r.effective and r.finding = any($2::text[]))`;

async function count(
  view: View,
  needs: readonly string[],
  sql: string,
  values: readonly unknown[] = [],
): Promise<number> {
  if (!needs.every((table) => view.tables.has(table))) return 0;
  const rows = await view.sql<{ n: string }>(sql, [view.campaigns, ...values]);
  return Number(rows[0]?.n ?? 0);
}

/** Counts the campaigns anew from the rooms' own tables; a room that is not there counts nothing. */
export async function readFigures(view: View): Promise<Figures> {
  const { persons, cases, positives } = questions;
  const labNeeds = ['batching.tubes', 'batching.open_members', 'lab.results'];
  return {
    persons: await count(view, persons.needs, persons.sql),
    unanswered: (await countUnanswered(view)) ?? 0,
    cases: await count(view, cases.needs, cases.sql),
    recalled: await count(
      view,
      [...labNeeds, 'registration.recollection_orders'],
      `with ${detected}
       select count(distinct (m.campaign_id, m.subject_id)) as n from ${members} as m
         join registration.recollection_orders o on o.participant_id = m.subject_id and o.campaign_id = m.campaign_id
        where m.kind = 'person' and m.tube_id in (select tube_id from alarm)`,
      [alarmingFindings],
    ),
    positives: await count(view, positives.needs, positives.sql),
    detectedPools: await count(view, labNeeds, `with ${detected} select count(*) as n from alarm`, [alarmingFindings]),
  };
}
