import { instant, uuid } from '@lib/contracts/fields';
import { listUploads } from '@lib/contracts/http/lab/uploads';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, Database, parse, cursorOf, encodeCursor } from '@lib/platform';
import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { labOf } from '../lab-of.js';
import { UploadProgress } from '../upload-results/upload-progress.js';
import { UploadStore } from '../upload/upload.store.js';

const pageRows = 50;

const question = listUploads.query.extend({ cursor: cursorOf(instant, uuid).optional() });

interface ListedUpload {
  readonly id: string;
  readonly uploaded_by: string;
  readonly recorded_at: Date;
  readonly rows_read: number;
  readonly accepted: number;
  readonly held: number;
  readonly alarming: number;
  readonly released_by: string | null;
  readonly released_at: Date | null;
}

const listSql = `
  select u.id, u.uploaded_by, u.recorded_at, u.rows_read, u.released_by, u.released_at, c.accepted, c.held, c.alarming
    from uploads u
    cross join lateral (
      select count(*) filter (where outcome = 'accepted') as accepted,
             count(*) filter (where outcome = 'held') as held,
             count(*) filter (where finding in ('detected', 'inconclusive', 'single-target')) as alarming
        from upload_rows r where r.upload_id = u.id) c
   where u.lab_code = $1 and ($2::timestamptz is null or (u.recorded_at, u.id) < ($2, $3::uuid))
   order by u.recorded_at desc, u.id desc limit $4`;

/** What a laboratory sees of its own uploads; those of others do not exist for it. */
@Controller()
export class UploadListController {
  constructor(
    private readonly database: Database,
    private readonly uploads: UploadStore,
    private readonly progress: UploadProgress,
  ) {}

  @Get('v1/uploads')
  @Header('cache-control', 'no-store')
  async list(@Actor() actor: Actor, @Query() query: unknown) {
    const [at = null, id = null] = parse(question, query).cursor ?? [];
    const values = [labOf(actor), at, id, pageRows];
    const rows = await this.database.query<ListedUpload>(listSql, values);
    const last = rows.length === pageRows ? rows.at(-1) : undefined;
    const next = last === undefined ? {} : { next: encodeCursor(last.recorded_at.toISOString(), last.id) };
    return { uploads: rows.map(listed), ...next };
  }

  @Get('v1/uploads/:job')
  @Header('cache-control', 'no-store')
  async read(@Actor() actor: Actor, @Param('job') id: string) {
    const job = parse(uuid, id);
    const report = await this.uploads.report(labOf(actor), job);
    if (report === undefined) throw new Refusal('UPLOAD_UNKNOWN', { job });
    return report;
  }

  /** The job of a file is known from its bytes, so a sender may follow before the file has arrived. */
  @Get('v1/uploads/:job/progress')
  async follow(@Actor() actor: Actor, @Param('job') id: string, @Res() reply: FastifyReply) {
    const job = parse(uuid, id);
    const own = { labCode: labOf(actor), job };
    const report = await this.uploads.report(own.labCode, job);
    const over = report && { state: 'done' as const, rows: report.rows, judged: report.rows };
    this.progress.follow(reply, own, over ?? this.progress.of(own) ?? { state: 'waiting', rows: 0, judged: 0 });
  }
}

function listed(row: ListedUpload) {
  return {
    job: row.id,
    uploadedBy: row.uploaded_by,
    uploadedAt: row.recorded_at.toISOString(),
    rows: row.rows_read,
    accepted: row.accepted,
    held: row.held,
    alarming: row.alarming,
    releasedBy: row.released_by,
    releasedAt: row.released_at?.toISOString() ?? null,
  };
}
