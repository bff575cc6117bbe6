import { instant, uuid } from '@lib/contracts/fields';
import { listAppeals, listMeasures } from '@lib/contracts/http/isolation/measures';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { measureSelect, shownMeasure } from './measure-view.js';
import type { ListedMeasure } from './measure-view.js';

const pageRows = 100;
// When it ends (or is due), which.
const place = cursorOf(instant, uuid).optional();
const measureQuery = listMeasures.query.extend({ cursor: place });
const appealQuery = listAppeals.query.extend({ cursor: place });

const isOpen = 'm.ended_at is null and m.ends_at > (select clock_timestamp())';
const states = {
  'in-force': `${isOpen} and m.starts_at <= (select clock_timestamp())`,
  coming: `${isOpen} and m.starts_at > (select clock_timestamp())`,
  over: `not (${isOpen})`,
  all: 'true',
};

/** Measures of a district, and the objections to them; people are pseudonyms. */
@Controller()
export class MeasureListController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listMeasures.path)
  async measures(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign, state, cursor: from } = parse(measureQuery, asked);
    const [endsAt = null, id = null] = from ?? [];
    const rows = await this.database.query<ListedMeasure>(
      `${measureSelect}
        where ($1::text is null or left(m.site_code, 6) = $1) and ($2::uuid is null or m.campaign_id = $2)
          and (${states[state]}) and ($3::timestamptz is null or (m.ends_at, m.measure_id) > ($3, $4::uuid))
        order by m.ends_at, m.measure_id limit ${pageRows + 1}`,
      [boundTo(actor, listMeasures).district ?? null, campaign ?? null, endsAt, id],
    );
    const measures = rows.slice(0, pageRows).map(shownMeasure);
    const last = rows.length > pageRows ? measures.at(-1) : undefined;
    return { measures, asOf: this.#asOf(rows), ...next(last && encodeCursor(last.endsAt, last.measureId)) };
  }

  @Get(listAppeals.path)
  async appeals(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign, state, cursor: from } = parse(appealQuery, asked);
    const [dueAt = null, id = null] = from ?? [];
    const rows = await this.database.query<ListedMeasure & { ofAppeal: string }>(
      `select x.appeal_id as "ofAppeal", one.* from appeals x cross join lateral (
          ${measureSelect} where m.measure_id = x.measure_id
            and ($1::text is null or left(m.site_code, 6) = $1)) as one
        where ($2::uuid is null or x.campaign_id = $2) and ($3 = 'all' or x.decided_at is null)
          and ($4::timestamptz is null or (x.due_at, x.appeal_id) > ($4, $5::uuid))
        order by x.due_at, x.appeal_id limit ${pageRows + 1}`,
      [boundTo(actor, listAppeals).district ?? null, campaign ?? null, state, dueAt, id],
    );
    const listed = rows.slice(0, pageRows).flatMap(({ ofAppeal, ...row }) => {
      const measure = shownMeasure(row);
      return measure.appeals.filter(({ appealId }) => appealId === ofAppeal).map((appeal) => ({ ...appeal, measure }));
    });
    const last = rows.length > pageRows ? listed.at(-1) : undefined;
    return { appeals: listed, asOf: this.#asOf(rows), ...next(last && encodeCursor(last.dueAt, last.appealId)) };
  }

  #asOf(rows: readonly ListedMeasure[]): string {
    return (rows[0]?.asOf ?? this.clock.now()).toISOString();
  }
}

const next = (cursorText: string | undefined) => (cursorText === undefined ? {} : { next: cursorText });
