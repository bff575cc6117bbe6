import { instant, tubeId } from '@lib/contracts/fields';
import { listWaitingTubes } from '@lib/contracts/http/lab/receiving';
import { Actor, Database, writeCsv, writeXlsx, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { TableContent } from '@lib/platform';
import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { labOf } from '../lab-of.js';
import { shortFormHeader } from '../upload/upload-columns.js';

const pageRows = 500;

// A file is filled at a bench: more than this is not one plate run but a whole day, and belongs into several files.
const fileRowsMax = 10_000;

interface WaitingTube {
  readonly tube_id: string;
  readonly specimens: number;
  readonly received_at: Date;
  readonly campaign_id: string;
}

// An invalid result that nobody released is waiting for its one repeat.
const waitingSql = `
  select t.tube_id, e.specimens, t.received_at, e.handed_campaign_id as campaign_id
    from lab_tubes t join expected_tubes e using (tube_id)
   where t.lab_code = $1
     and (t.state = 'received' or (t.state = 'resulted' and exists (
           select 1 from results r where r.tube_id = t.tube_id and r.effective and r.finding = 'invalid'
             and r.status = 'preliminary' and r.version = 1)))
     and ($2::timestamptz is null or (t.received_at, t.tube_id) > ($2, $3::text))
   order by t.received_at, t.tube_id limit $4`;

const question = listWaitingTubes.query.extend({ cursor: cursorOf(instant, tubeId).optional() });

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

  private async page(labCode: string, [at, id]: readonly string[]) {
    const rows = await this.waiting(labCode, at ?? null, id ?? null, pageRows);
    const last = rows.length === pageRows ? rows.at(-1) : undefined;
    const tubes = rows.map((row) => ({
      tubeId: row.tube_id,
      specimens: row.specimens,
      receivedAt: row.received_at.toISOString(),
      campaignId: row.campaign_id,
    }));
    return {
      tubes,
      ...(last === undefined ? {} : { next: encodeCursor(last.received_at.toISOString(), last.tube_id) }),
    };
  }

  private async readyFilled(labCode: string): Promise<TableContent> {
    const rows = await this.waiting(labCode, null, null, fileRowsMax);
    return {
      header: shortFormHeader,
      rows: rows.map((row) => [row.tube_id, ...shortFormHeader.slice(1).map(() => '')]),
    };
  }

  private waiting(labCode: string, at: string | null, id: string | null, limit: number): Promise<WaitingTube[]> {
    return this.database.query<WaitingTube>(waitingSql, [labCode, at, id, limit]);
  }
}

function asFile(reply: FastifyReply, contentType: string, name: string): void {
  void reply
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="waiting-${name}"`);
}
