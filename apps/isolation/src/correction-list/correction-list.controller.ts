import { instant, uuid } from '@lib/contracts/fields';
import { listCorrections } from '@lib/contracts/http/isolation/corrections';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';
import { correctionsSql, pageRows, totalsSql } from './correction-list-sql.js';

const query = listCorrections.query.extend({ cursor: cursorOf(instant, uuid).optional() });

type Answer = z.input<typeof listCorrections.response>;
type Row = Omit<Answer['corrections'][number], 'withdrawnAt'> & { readonly withdrawnAt: Date };

/** Which detections were taken back, by whom, and whether everybody whom they had named was told. */
@Controller()
export class CorrectionListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listCorrections.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign = null, cursor: [before = null, escalation = null] = [] } = parse(query, asked);
    const { district = null } = boundTo(actor, listCorrections);
    const rows = await this.database.query<Row>(correctionsSql, [district, campaign, before, escalation]);
    const [totals] = await this.database.query<Answer['totals']>(totalsSql, [district, campaign, null, null]);
    const corrections = rows.slice(0, pageRows).map((row) => ({ ...row, withdrawnAt: row.withdrawnAt.toISOString() }));
    const last = rows.length > pageRows ? corrections.at(-1) : undefined;
    const asOf = this.clock.now().toISOString();
    const next = last === undefined ? {} : { next: encodeCursor(last.withdrawnAt, last.escalationId) };
    return { corrections, totals, asOf, ...next };
  }
}
