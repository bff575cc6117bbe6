import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AcknowledgeMembers } from '../acknowledge-members/acknowledge-members.handler.js';

/** A person of an alert has a case: that member has arrived. */
@Injectable()
export class OnCaseOpened implements EventHandler {
  readonly consumes = [CaseOpenedV1];

  constructor(private readonly acknowledgeMembers: AcknowledgeMembers) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const commands = eventsOf(CaseOpenedV1, events).map(({ data: { escalationId, participantId, caseId } }) => {
      return { escalationId, participantId, caseId };
    });
    await this.acknowledgeMembers.run(commands, tx);
  }
}
