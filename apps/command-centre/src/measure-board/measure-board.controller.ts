import { uuid } from '@lib/contracts/fields';
import { readMeasureBoard } from '@lib/contracts/http/command-centre/measure-board';
import { Database, parse } from '@lib/platform';
import { Controller, Get, Inject, Param } from '@nestjs/common';

// Counted from the log itself: measures are few beside tubes, and an end may come before its beginning.
const countSql = `
  with started as (
    select aggregate_id as id, (content ->> 'startsAt')::timestamptz as starts_at, (content ->> 'endsAt')::timestamptz as ends_at,
           content ->> 'supersedes' as supersedes
      from facts where campaign_id = $1 and type = 'isolation.measure-started.v1'),
  ended as (
    select aggregate_id as id, (content ->> 'endedAt')::timestamptz as ended_at, content ->> 'because' as because
      from facts where campaign_id = $1 and type = 'isolation.measure-ended.v1'),
  filed as (
    select content ->> 'appealId' as id, (content ->> 'dueAt')::timestamptz as due_at
      from facts where campaign_id = $1 and type = 'isolation.appeal-filed.v1'),
  decided as (
    select content ->> 'appealId' as id, content ->> 'decision' as decision, (content ->> 'isLate')::boolean as is_late
      from facts where campaign_id = $1 and type = 'isolation.appeal-decided.v1')
  select (select count(*)::int from started) as started,
         (select count(*)::int from started s left join ended e using (id)
           where e.id is null and s.starts_at <= (select clock_timestamp()) and s.ends_at > (select clock_timestamp())) as "inForce",
         (select count(*)::int from started where supersedes is not null) as continued,
         (select count(*)::int from started s left join ended e using (id)
           where coalesce(e.ended_at, clock_timestamp() - interval '60 seconds') > s.ends_at) as overrun,
         (select count(*)::int from ended where because in ('lifted', 'appeal-won')) as lifted,
         (select count(*)::int from filed) as appeals,
         (select count(*)::int from filed left join decided d using (id) where d.id is null) as "appealsOpen",
         (select count(*)::int from filed f left join decided d using (id)
           where d.is_late or (d.id is null and f.due_at < (select clock_timestamp()))) as "appealsLate",
         (select count(*)::int from decided where decision = 'lifted') as "appealsWon",
         date_trunc('milliseconds', clock_timestamp()) as "asOf"`;

const inForceSql = `
  select s.content ->> 'kind' as kind, s.content ->> 'category' as category, count(*)::int as measures
    from facts s
   where s.campaign_id = $1 and s.type = 'isolation.measure-started.v1'
     and (s.content ->> 'startsAt')::timestamptz <= (select clock_timestamp())
     and (s.content ->> 'endsAt')::timestamptz > (select clock_timestamp())
     and not exists (select 1 from facts e
                      where e.aggregate_id = s.aggregate_id and e.type = 'isolation.measure-ended.v1')
   group by 1, 2 order by 1, 2`;

// A task is told at each level of its ladder; it is over its clock until its end, or a later clock, is told after that.
const overrunSql = `
  with told as (
    select aggregate_id, content ->> 'kind' as kind, max(sequence) as sequence from facts
     where campaign_id = $1 and type = 'isolation.task-overdue.v1' group by 1, 2)
  select t.kind, count(*)::int as total,
         count(*) filter (where not exists (
           select 1 from facts e where e.aggregate_id = t.aggregate_id
              and e.type = 'isolation.overdue-task-ended.v1' and e.sequence > t.sequence))::int as open
    from told t group by 1 order by 3 desc, 2 desc, 1`;

/** How many people are held, how many measures overran, and how objections went. Aggregates only. */
@Controller()
export class MeasureBoardController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get(readMeasureBoard.path)
  async get(@Param('campaignId') id: string) {
    const campaignId = parse(uuid, id);
    const [counts] = await this.database.query<{ asOf: Date }>(countSql, [campaignId]);
    const inForceBy = await this.database.query(inForceSql, [campaignId]);
    const overruns = await this.database.query(overrunSql, [campaignId]);
    return { campaignId, ...counts, inForceBy, overruns };
  }
}
