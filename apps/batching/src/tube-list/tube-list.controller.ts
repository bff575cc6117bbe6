import { listTubes } from '@lib/contracts/http/batching/tubes';
import { tubeId, uuid } from '@lib/contracts/fields';
import { Actor, boundTo, Database, parse, cursorOf, encodeCursor } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';

// The next page begins after the last barcode of this one.
const question = listTubes.query.extend({ cursor: cursorOf(tubeId).optional() });

interface TubeLine {
  readonly tube_id: string;
  readonly state: string;
  readonly specimens: number;
  readonly capacity: number;
  readonly purpose: z.output<typeof listTubes.response>['tubes'][number]['purpose'];
  readonly opened_at: Date;
}

/** ⑨ GET /v1/campaigns/:campaignId/tubes?state=&cursor=&limit= – the tubes of the caller's own site */
@Controller()
export class TubeListController {
  constructor(private readonly database: Database) {}

  @Get('/v1/campaigns/:campaignId/tubes')
  async get(
    @Actor() actor: Actor,
    @Param('campaignId') id: string,
    @Query() query: unknown,
  ): Promise<z.output<typeof listTubes.response>> {
    const campaignId = parse(uuid, id);
    const { state, cursor, limit } = parse(question, query);
    const { site } = boundTo(actor, listTubes);
    const rows = await this.database.query<TubeLine>(
      `select tube_id, state, specimens, capacity, purpose, opened_at from tubes
        where site_code = $1 and campaign_id = $2 and tube_id > $3 and ($4::text is null or state = $4)
        order by tube_id limit $5`,
      [site, campaignId, cursor?.[0] ?? '', state ?? null, limit + 1],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      tubes: page.map((row) => ({
        tubeId: row.tube_id,
        state: row.state,
        specimens: row.specimens,
        capacity: row.capacity,
        purpose: row.purpose,
        openedAt: row.opened_at.toISOString(),
      })),
      ...(rows.length > limit && last ? { next: encodeCursor(last.tube_id) } : {}),
    };
  }
}
