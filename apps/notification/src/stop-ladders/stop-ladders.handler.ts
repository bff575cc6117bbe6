import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { known } from '../acknowledge-members/acknowledge-members.handler.js';
import { noteTaken } from '../escalation/escalation.decider.js';
import { EscalationStore } from '../escalation/escalation.store.js';

export interface StopLadder {
  readonly escalationId: string;
  readonly takenBy: string;
  readonly takenAt: Date;
}

/** Somebody took alerts over: their ladders climb no further. */
@Injectable()
export class StopLadders {
  constructor(private readonly escalations: EscalationStore) {}

  async run(commands: readonly StopLadder[], tx: Tx): Promise<void> {
    const ids = commands.map(({ escalationId }) => escalationId);
    await this.escalations.change(tx, 'escalations', ids, (ledger) => {
      for (const { escalationId, takenBy, takenAt } of commands) {
        ledger.apply(noteTaken(known(ledger, escalationId), takenBy, takenAt));
      }
    });
  }
}
