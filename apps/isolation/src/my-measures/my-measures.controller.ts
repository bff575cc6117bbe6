import { uuid } from '@lib/contracts/fields';
import { readMyMeasures } from '@lib/contracts/http/isolation/measures';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, CLOCK, Database } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { measureSelect, shownMeasure } from '../measure-list/measure-view.js';
import { neverBlocked } from './never-blocked.js';
import type { ListedMeasure } from '../measure-list/measure-view.js';

const shownMax = 50;

/** What is done about one person, for that person alone; whose it is stands in the token and in no address. */
@Controller()
export class MyMeasuresController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(readMyMeasures.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor) {
    const participantId = uuid.safeParse(actor.scope.participant);
    if (!participantId.success) throw new Refusal('NOT_FOUND');
    const rows = await this.database.query<ListedMeasure>(
      `${measureSelect} where m.participant_id = $1 order by m.ended_at is not null, m.starts_at desc limit ${shownMax}`,
      [participantId.data],
    );
    const measures = rows.map((row) => {
      const { participantId: _self, ...measure } = shownMeasure(row);
      return measure;
    });
    return { measures, neverBlocked, asOf: (rows[0]?.asOf ?? this.clock.now()).toISOString() };
  }
}
