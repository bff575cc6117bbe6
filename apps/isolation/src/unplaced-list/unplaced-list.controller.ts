import { instant, uuid } from '@lib/contracts/fields';
import { listUnplaced } from '@lib/contracts/http/isolation/isolation-points';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';

const pageRows = 100;
const query = listUnplaced.query.extend({ cursor: cursorOf(instant, uuid).optional() });

interface Unplaced {
  readonly measureId: string;
  readonly since: Date;
}

/** Ordered and not placed 应收未收: whoever is to be at an isolation point now and has no room, the oldest first. */
@Controller()
export class UnplacedListController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listUnplaced.path)
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const [since = null, id = null] = parse(query, asked).cursor ?? [];
    const rows = await this.database.query<Unplaced>(
      `select m.measure_id as "measureId", m.campaign_id as "campaignId", m.participant_id as "participantId",
              m.category, m.site_code as "siteCode", date_trunc('milliseconds', m.starts_at) as since,
              m.ends_at as "endsAt"
         from measures_in_force m
        where m.kind = 'isolation' and m.place = 'facility' and ($1::text is null or left(m.site_code, 6) = $1)
          and not exists (select 1 from room_stays s where s.campaign_id = m.campaign_id
                           and s.participant_id = m.participant_id and s.state in ('reserved', 'occupied'))
          and ($2::timestamptz is null or (date_trunc('milliseconds', m.starts_at), m.measure_id) > ($2, $3::uuid))
        order by date_trunc('milliseconds', m.starts_at), m.measure_id limit ${pageRows + 1}`,
      [boundTo(actor, listUnplaced).district ?? null, since, id],
    );
    const unplaced = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? unplaced.at(-1) : undefined;
    return {
      unplaced,
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.since.toISOString(), last.measureId) }),
    };
  }
}
