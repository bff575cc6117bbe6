import { instant, tubeId } from '@lib/contracts/fields';
import { listAskedCorrections } from '@lib/contracts/http/lab/desk';
import { Actor, Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { Finding } from '@lib/vocabulary';
import { Controller, Get, Header, Query } from '@nestjs/common';
import type { z } from 'zod';
import { labOf } from '../lab-of.js';

const pageRows = 100;

interface Asked {
  readonly tube_id: string;
  readonly result_version: number;
  readonly standing: Finding;
  readonly finding: Finding;
  readonly reason: string;
  readonly asked_by: string;
  readonly recorded_at: Date;
}

// One that was overtaken by another correction waits for nobody.
const waitingSql = `
  select a.tube_id, a.result_version, r.finding as standing, a.finding, a.reason, a.asked_by, a.recorded_at
    from asked_corrections a
    join results r on r.tube_id = a.tube_id and r.version = a.result_version and r.effective
   where a.lab_code = $1 and a.confirmed_at is null
     and ($2::timestamptz is null or (a.recorded_at, a.tube_id) > ($2, $3::text))
   order by a.recorded_at, a.tube_id, a.finding limit ${pageRows + 1}`;

const question = listAskedCorrections.query.extend({ cursor: cursorOf(instant, tubeId).optional() });

/** What one supervisor asked for and a second one has not: until then the alarm stands. */
@Controller()
export class AskedCorrectionListController {
  constructor(private readonly database: Database) {}

  @Get(listAskedCorrections.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor, @Query() query: unknown): Promise<z.input<typeof listAskedCorrections.response>> {
    const [at = null, id = null] = parse(question, query).cursor ?? [];
    const rows = await this.database.query<Asked>(waitingSql, [labOf(actor), at, id]);
    const page = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? page.at(-1) : undefined;
    return {
      corrections: page.map((row) => ({
        tubeId: row.tube_id,
        resultVersion: row.result_version,
        standing: row.standing,
        finding: row.finding,
        reason: row.reason,
        askedBy: row.asked_by,
        askedAt: row.recorded_at.toISOString(),
      })),
      ...(last === undefined ? {} : { next: encodeCursor(last.recorded_at.toISOString(), last.tube_id) }),
    };
  }
}
