import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { BoxStore } from '../box/box.store.js';
import type { HandedBox } from '../box/box.store.js';
import { learnHandOver } from '../tube/foreign-facts.decider.js';
import type { HandedFacts } from '../tube/tube.js';
import { TubeStore } from '../tube/tube.store.js';

/** A box is on its way to a laboratory: its tubes may be received there, and their chains of custody go on from here. */
@Injectable()
export class OnBatchHandedOver implements EventHandler {
  readonly consumes = [BatchHandedOverV1];

  constructor(
    private readonly boxes: BoxStore,
    private readonly tubes: TubeStore,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const handOvers = eventsOf(BatchHandedOverV1, events);
    const batchIds = [...new Set(handOvers.map(({ data }) => data.batchId))];
    await this.boxes.lock(tx, batchIds);
    await this.boxes.keepHandOvers(tx, handOvers.map(boxOf));
    const facts = Map.groupBy(handOvers.flatMap(factsOf), ({ tubeId }) => tubeId);
    await this.tubes.change(tx, [...facts.keys()], (turn) => {
      for (const { handed } of facts.get(turn.tube.tubeId) ?? []) learnHandOver(turn, handed);
    });
    await this.boxes.tellCounts(tx, batchIds);
  }
}

type HandOver = ReceivedEvent<typeof BatchHandedOverV1>;

function boxOf({ data }: HandOver): HandedBox {
  const { batchId, campaignId, siteCode, labCode, sealNumber, tubesCounted, priorityTubes = 0 } = data;
  const handedAt = new Date(data.recordedAt);
  return { batchId, campaignId, siteCode, labCode, sealNumber, tubesCounted, priorityTubes, handedAt };
}

function factsOf({ data }: HandOver): { tubeId: string; handed: HandedFacts }[] {
  const { batchId, campaignId, siteCode, labCode } = data;
  return data.tubes.map(({ tubeId, specimens, custodySeq, custodyHash }) => ({
    tubeId,
    handed: { batchId, campaignId, siteCode, labCode, specimens, custodySeq, custodyHash },
  }));
}
