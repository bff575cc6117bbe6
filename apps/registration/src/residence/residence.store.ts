import { ResidencesToldV1 } from '@lib/contracts/events/registration/residences-told.v1';
import { emit, Outbox } from '@lib/messaging';
import type { ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** The people of one detected tube. */
export interface DetectedTube {
  readonly campaignId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly persons: readonly string[];
  readonly causation: Pick<ReceivedEvent, 'id' | 'headers'>;
}

/** Tells in which division people live: never their address, and nothing of whom this room does not know. */
@Injectable()
export class ResidenceStore {
  constructor(private readonly outbox: Outbox) {}

  /** One fact for each tube, in two statements however many there are; a tube without people is told of nobody. */
  async tell(tx: Tx, tubes: readonly DetectedTube[]): Promise<void> {
    const newest = new Map(tubes.filter(({ persons }) => persons.length > 0).map((tube) => [tube.tubeId, tube]));
    if (newest.size === 0) return;
    const divisions = await this.#divisionsOf(
      tx,
      [...newest.values()].flatMap(({ persons }) => persons),
    );
    const counted = await tx.query<{ tubeId: string; told: number }>(
      `insert into residence_tellings as t (tube_id, told, told_at)
         select tube, 1, $2 from unnest($1::text[]) as tube order by tube
       on conflict (tube_id) do update set told = t.told + 1, told_at = excluded.told_at
       returning tube_id as "tubeId", told`,
      [[...newest.keys()], tx.recordedAt],
    );
    const sequences = new Map(counted.map(({ tubeId, told }) => [tubeId, told]));
    const facts = [...newest.values()].map(({ campaignId, tubeId, resultVersion, persons, causation }) => {
      const residences = persons.map((participantId) => {
        return { participantId, divisionCode: divisions.get(participantId) ?? null };
      });
      const told = { campaignId, tubeId, resultVersion, residences };
      return emit(ResidencesToldV1, told, { sequence: sequences.get(tubeId) ?? 1, causation });
    });
    await this.outbox.append(tx, facts);
  }

  async #divisionsOf(tx: Tx, participantIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ participantId: string; divisionCode: string }>(
      `select participant_id as "participantId", division_code as "divisionCode"
         from participants where participant_id = any($1::uuid[]) and division_code is not null`,
      [participantIds],
    );
    return new Map(rows.map(({ participantId, divisionCode }) => [participantId, divisionCode]));
  }
}
