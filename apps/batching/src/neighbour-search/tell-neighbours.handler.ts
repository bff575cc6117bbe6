import { neighboursMax, neighboursPerPart, NeighboursToldV1 } from '@lib/contracts/events/batching/neighbours-told.v1';
import { emit, Outbox, type OutgoingEvent, type ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { NeighbourSearch, type SoughtNeighbours } from './neighbour-search.store.js';

/** A question about the neighbours of somebody, and the fact that asks it. */
export interface AskedNeighbours extends SoughtNeighbours {
  readonly questionId: string;
  readonly caseId: string;
  readonly causation: Pick<ReceivedEvent, 'id' | 'headers'>;
}

/** Says who shared a tube or a lane with somebody, by pseudonym and in parts. */
@Injectable()
export class TellNeighbours {
  constructor(
    private readonly search: NeighbourSearch,
    private readonly outbox: Outbox,
  ) {}

  async run(asked: readonly AskedNeighbours[], tx: Tx): Promise<void> {
    const answers: OutgoingEvent[] = [];
    for (const one of asked) answers.push(...(await this.answer(one, tx)));
    await this.outbox.append(tx, answers);
  }

  private async answer(asked: AskedNeighbours, tx: Tx): Promise<OutgoingEvent[]> {
    const { questionId, caseId, campaignId, participantId, causation } = asked;
    const { own, neighbours } = await this.search.near(tx, asked);
    const named = neighbours
      .slice(0, neighboursMax)
      .map(({ lastContactAt, ...one }) => ({ ...one, lastContactAt: lastContactAt.toISOString() }));
    const parts = Math.max(1, Math.ceil(named.length / neighboursPerPart));
    const tubes = own.map(({ tubeId, siteCode, purpose, openedAt }) => ({
      ...{ tubeId, siteCode, purpose },
      sampledAt: openedAt.toISOString(),
    }));
    return Array.from({ length: parts }, (_, index) =>
      emit(
        NeighboursToldV1,
        {
          ...{ questionId, caseId, campaignId, participantId, parts, part: index + 1, found: neighbours.length },
          neighbours: named.slice(index * neighboursPerPart, (index + 1) * neighboursPerPart),
          tubes: index === 0 ? tubes : [],
          toldAt: tx.recordedAt.toISOString(),
        },
        { sequence: index + 1, causation },
      ),
    );
  }
}
