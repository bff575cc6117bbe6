import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { known } from '../acknowledge-members/acknowledge-members.handler.js';
import { AlarmSilence } from '../alarm-read/alarm-silence.store.js';
import { noteTaken } from '../escalation/escalation.decider.js';
import { EscalationStore } from '../escalation/escalation.store.js';

export interface StopLadder {
  readonly escalationId: string;
  readonly takenBy: string;
  readonly takenAt: Date;
}

/** Somebody took alerts over: their ladders climb no further, and what they rang with is silent. */
@Injectable()
export class StopLadders {
  constructor(
    private readonly escalations: EscalationStore,
    private readonly silence: AlarmSilence,
  ) {}

  async run(commands: readonly StopLadder[], tx: Tx): Promise<void> {
    const ids = commands.map(({ escalationId }) => escalationId);
    await this.escalations.change(tx, 'escalations', ids, (ledger) => {
      for (const { escalationId, takenBy, takenAt } of commands) {
        ledger.apply(noteTaken(known(ledger, escalationId), takenBy, takenAt));
      }
    });
    const taken = commands.map(({ escalationId: id, takenBy: by }) => ({ kind: 'escalation' as const, id, by }));
    await this.silence.of(tx, taken);
  }
}
