import { Refusal } from '@lib/contracts/refusals';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { acknowledgeListed, acknowledgePerson } from '../escalation/escalation.decider.js';
import type { Escalation } from '../escalation/escalation.decider.js';
import { EscalationStore } from '../escalation/escalation.store.js';
import type { Ledger } from '../escalation/escalation.store.js';

export interface AcknowledgePerson {
  readonly escalationId: string;
  readonly participantId: string;
  readonly caseId: string;
}

/** Marks members of escalations as arrived in isolation. */
@Injectable()
export class AcknowledgeMembers {
  constructor(private readonly escalations: EscalationStore) {}

  async run(commands: readonly AcknowledgePerson[], tx: Tx): Promise<void> {
    const ids = commands.map(({ escalationId }) => escalationId);
    await this.escalations.change(tx, 'escalations', ids, (ledger) => {
      for (const command of commands) {
        ledger.apply(acknowledgePerson(known(ledger, command.escalationId), command, tx.recordedAt));
      }
    });
  }

  /** The places and goods of these escalations are on the disinfection list. */
  async runListed(escalationIds: readonly string[], tx: Tx): Promise<void> {
    await this.escalations.change(tx, 'escalations', escalationIds, (ledger) => {
      for (const escalationId of escalationIds) {
        ledger.apply(acknowledgeListed(known(ledger, escalationId), tx.recordedAt));
      }
    });
  }
}

// Isolation speaks only of escalations that this ledger opened: an unknown one is somebody else's ledger, and is
// kept as a refused letter instead of being taken for an acknowledgement.
export function known(ledger: Ledger, escalationId: string): Escalation {
  const escalation = ledger.byId(escalationId);
  if (escalation === undefined) throw new Refusal('ALERT_UNKNOWN', { escalationId });
  return escalation;
}
