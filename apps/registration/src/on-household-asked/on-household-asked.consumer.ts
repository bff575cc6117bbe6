import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { ContactsAskedV1 } from '@lib/contracts/events/isolation/contacts-asked.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { TellHouseholds } from '../household/tell-households.handler.js';
import type { AskedHousehold } from '../household/tell-households.handler.js';

/** Somebody has a case, or it is asked who was near: which household that is, and in answer to a question also who belongs to it. */
@Injectable()
export class OnHouseholdAsked implements EventHandler {
  readonly consumes = [ContactsAskedV1, CaseOpenedV1];

  constructor(private readonly tellHouseholds: TellHouseholds) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const asked = eventsOf(ContactsAskedV1, events).map((event) => askedBy(event, event.data.questionId));
    const opened = eventsOf(CaseOpenedV1, events).filter(({ data }) => data.isNew);
    await this.tellHouseholds.run([...asked, ...opened.map((event) => askedBy(event))], tx);
  }
}

function askedBy(
  causation: ReceivedEvent<typeof ContactsAskedV1> | ReceivedEvent<typeof CaseOpenedV1>,
  questionId?: string,
): AskedHousehold {
  const { caseId, campaignId, participantId } = causation.data;
  return { caseId, campaignId, participantId, causation, ...(questionId === undefined ? {} : { questionId }) };
}
