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
           where e.id is null and s.starts_at <= clock_timestamp() and s.ends_at > clock_timestamp()) as "inForce",
         (select count(*)::int from started where supersedes is not null) as continued,
         (select count(*)::int from started s left join ended e using (id)
           where coalesce(e.ended_at, clock_timestamp() - interval '60 seconds') > s.ends_at) as overrun,
         (select count(*)::int from ended where because in ('lifted', 'appeal-won')) as lifted,
         (select count(*)::int from filed) as appeals,
         (select count(*)::int from filed left join decided d using (id) where d.id is null) as "appealsOpen",
         (select count(*)::int from filed f left join decided d using (id)
           where d.is_late or (d.id is null and f.due_at < clock_timestamp())) as "appealsLate",
         (select count(*)::int from decided where decision = 'lifted') as "appealsWon",
         date_trunc('milliseconds', clock_timestamp()) as "asOf"`;

/** How many people are held, how many measures overran, and how objections went. Aggregates only. */
@Controller()
export class MeasureBoardController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get(readMeasureBoard.path)
  async get(@Param('campaignId') id: string) {
    const campaignId = parse(uuid, id);
    const [counts] = await this.database.query<{ asOf: Date }>(countSql, [campaignId]);
    return { campaignId, ...counts };
  }
}
