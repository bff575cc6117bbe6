import { listComingBoxes } from '@lib/contracts/http/lab/retests';
import { Actor, Database } from '@lib/platform';
import { Controller, Get, Header } from '@nestjs/common';
import { labOf } from '../lab-of.js';

// More boxes than this do not stand before one door; the rest comes into sight as they are counted.
const boxesMax = 200;

interface ComingBox {
  readonly batch_id: string;
  readonly campaign_id: string;
  readonly site_code: string;
  readonly seal_number: string;
  readonly tubes_counted: number;
  readonly priority_tubes: number;
  readonly awaited_tubes: number;
  readonly handed_at: Date;
}

const comingSql = `
  select b.batch_id, b.campaign_id, b.site_code, b.seal_number, b.tubes_counted, b.priority_tubes, b.handed_at, w.awaited_tubes
    from boxes b
    cross join lateral (select count(*)::int as awaited_tubes from awaited_tubes a join expected_tubes e using (tube_id)
                         where e.batch_id = b.batch_id) w
   where b.lab_code = $1 and b.handed_at is not null
     and not exists (select 1 from arrivals a where a.batch_id = b.batch_id and a.lab_code = b.lab_code)
   order by w.awaited_tubes > 0 desc, b.priority_tubes > 0 desc, b.handed_at, b.batch_id limit ${boxesMax}`;

/** Boxes that were handed over and not counted yet. Somebody waits at home for what is in a priority box, or in a room at a gate or clinic: that one comes first. */
@Controller()
export class ComingBoxListController {
  constructor(private readonly database: Database) {}

  @Get(listComingBoxes.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor) {
    const rows = await this.database.query<ComingBox>(comingSql, [labOf(actor)]);
    return {
      boxes: rows.map((row) => ({
        ...{ batchId: row.batch_id, campaignId: row.campaign_id, siteCode: row.site_code },
        ...{ sealNumber: row.seal_number, tubes: row.tubes_counted, priorityTubes: row.priority_tubes },
        awaitedTubes: row.awaited_tubes,
        ...{ isPriority: row.priority_tubes + row.awaited_tubes > 0, handedAt: row.handed_at.toISOString() },
      })),
    };
  }
}
