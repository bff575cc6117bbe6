import { HouseholdToldV1 } from '@lib/contracts/events/registration/household-told.v1';
import { emit, Outbox } from '@lib/messaging';
import type { OutgoingEvent, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { HouseholdStore } from './household.store.js';

/** Of whom it is told with whom they live. Without a question only the key is told, and nobody is named. */
export interface AskedHousehold {
  readonly caseId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly questionId?: string;
  readonly causation: ReceivedEvent;
}

/** Says which household a person belongs to, by an opaque key. No address and no name leaves this room. */
@Injectable()
export class TellHouseholds {
  constructor(
    private readonly households: HouseholdStore,
    private readonly outbox: Outbox,
  ) {}

  async run(asked: readonly AskedHousehold[], tx: Tx): Promise<void> {
    for (const [campaignId, ofCampaign] of Map.groupBy(asked, (one) => one.campaignId)) {
      const of = await this.households.of(tx, campaignId, [...new Set(ofCampaign.map((one) => one.participantId))]);
      const told = ofCampaign.flatMap(({ causation, ...about }): OutgoingEvent[] => {
        const { householdKey, members, found } = of(about.participantId);
        const isAsked = about.questionId !== undefined;
        // Of somebody who lives alone an opened case tells nothing: there is nobody whose card would stand beside theirs.
        if (!isAsked && found === 0) return [];
        const named = isAsked ? [...members] : [];
        const content = { ...about, householdKey, found, members: named, toldAt: tx.recordedAt.toISOString() };
        return [emit(HouseholdToldV1, content, { sequence: 1, causation })];
      });
      await this.outbox.append(tx, told);
    }
  }
}
