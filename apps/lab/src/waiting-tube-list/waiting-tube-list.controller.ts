import { instant, tubeId } from '@lib/contracts/fields';
import { campaignPolicy } from '@lib/contracts/policy';
import { listWaitingTubes } from '@lib/contracts/http/lab/receiving';
import { Actor, Database, writeCsv, writeXlsx, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { TableContent } from '@lib/platform';
import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { labOf } from '../lab-of.js';
import { shortFormHeader } from '../upload/upload-columns.js';

const pageRows = 500;

// 0: somebody waits for it in a room, 1: drawn on an order, 2: of the round.
const lane = `(case when a.tube_id is not null then 0 when e.purpose = 'recollection' then 1 else 2 end)`;
const laneOfRound = 2;
const laneForm = z.enum(['0', '1', '2']);

// A file is filled at a bench: more than this is not one plate run but a whole day, and belongs into several files.
const fileRowsMax = 10_000;

interface WaitingTube {
  readonly tube_id: string;
  readonly specimens: number;
  readonly received_at: Date;
  readonly campaign_id: string;
  readonly lane: number;
  readonly setting: string | null;
  readonly due_at: Date;
}

// What holds for a campaign whose opening has not been told here yet.
const hoursPresumed = campaignPolicy.parse({ version: 1 }).singleResultHoursMax;

// An invalid result that nobody released is waiting for its one repeat. A tube drawn on an order comes before all tubes
// of the round: somebody waits at home for it, and it has a clock of its own. Before that one comes what somebody waits for in
// a room at a gate or a fever clinic, under the clock of the wait.
const waitingSql = `
  with limits as (
    select distinct on (p.campaign_id) p.campaign_id,
           make_interval(secs => 3600 * coalesce((p.policy->>'singleResultHoursMax')::double precision, ${hoursPresumed})
                                      / coalesce(c.time_scale, 1)) as patience
      from campaign_policies p left join campaigns c using (campaign_id)
     order by p.campaign_id, p.version desc)
  select t.tube_id, e.specimens, t.received_at, e.handed_campaign_id as campaign_id,
         ${lane} as lane, a.setting,
         coalesce(a.due_at, t.received_at + coalesce(l.patience, interval '${hoursPresumed} hours')) as due_at
    from lab_tubes t join expected_tubes e using (tube_id)
    left join awaited_tubes a using (tube_id)
    left join limits l on l.campaign_id = e.handed_campaign_id
   where t.lab_code = $1
     and (t.state = 'received' or (t.state = 'resulted' and exists (
           select 1 from results r where r.tube_id = t.tube_id and r.effective and r.finding = 'invalid'
             and r.status = 'preliminary' and r.version = 1)))
     and ($2::timestamptz is null or (${lane}, t.received_at, t.tube_id) > ($5::int, $2, $3::text))
   order by ${lane}, t.received_at, t.tube_id limit $4`;

const question = listWaitingTubes.query.extend({ cursor: cursorOf(instant, tubeId, laneForm).optional() });

/** Tubes that were received and have no result, the oldest first; also as a file to be filled in and sent back. */
@Controller()
export class WaitingTubeListController {
  constructor(private readonly database: Database) {}

  @Get('v1/waiting-tubes')
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor, @Query() query: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    const labCode = labOf(actor);
    const { format, cursor } = parse(question, query);
    switch (format) {
      case 'json':
        return this.page(labCode, cursor ?? []);
      case 'csv':
        asFile(reply, 'text/csv; charset=gbk', `${labCode}.csv`);
        return writeCsv(await this.readyFilled(labCode), 'gbk');
      case 'xlsx':
        asFile(reply, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', `${labCode}.xlsx`);
        return writeXlsx(await this.readyFilled(labCode));
    }
  }

  private async page(labCode: string, after: readonly string[]) {
    const rows = await this.waiting(labCode, after, pageRows);
    const last = rows.length === pageRows ? rows.at(-1) : undefined;
    const tubes = rows.map((row) => ({
      tubeId: row.tube_id,
      specimens: row.specimens,
      receivedAt: row.received_at.toISOString(),
      campaignId: row.campaign_id,
      isPriority: row.lane < laneOfRound,
      awaitedAt: row.setting,
      dueAt: row.lane < laneOfRound ? row.due_at.toISOString() : null,
    }));
    return {
      tubes,
      ...(last === undefined
        ? {}
        : { next: encodeCursor(last.received_at.toISOString(), last.tube_id, String(last.lane)) }),
    };
  }

  private async readyFilled(labCode: string): Promise<TableContent> {
    const rows = await this.waiting(labCode, [], fileRowsMax);
    return {
      header: shortFormHeader,
      rows: rows.map((row) => [row.tube_id, ...shortFormHeader.slice(1).map(() => '')]),
    };
  }

  private waiting(labCode: string, after: readonly string[], limit: number): Promise<WaitingTube[]> {
    const [at = null, id = null, from = null] = after;
    return this.database.query<WaitingTube>(waitingSql, [labCode, at, id, limit, from]);
  }
}

function asFile(reply: FastifyReply, contentType: string, name: string): void {
  void reply
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="waiting-${name}"`);
}
