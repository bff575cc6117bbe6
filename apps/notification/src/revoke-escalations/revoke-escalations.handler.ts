import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { revoke } from '../escalation/escalation.decider.js';
import { DispatchStore } from '../dispatch/dispatch.store.js';
import { EscalationStore } from '../escalation/escalation.store.js';
import { WithdrawalStore } from '../escalation/withdrawal.store.js';
import type { Withdrawal } from '../escalation/withdrawal.store.js';

/** Takes escalations back; one that is not there yet will find the withdrawal waiting. */
@Injectable()
export class RevokeEscalations {
  constructor(
    private readonly escalations: EscalationStore,
    private readonly withdrawals: WithdrawalStore,
    private readonly dispatches: DispatchStore,
  ) {}

  async run(withdrawals: readonly Withdrawal[], tx: Tx): Promise<void> {
    await this.withdrawals.keep(tx, withdrawals);
    const tubes = withdrawals.map(({ tubeId }) => tubeId);
    await this.dispatches.lockTubes(tx, tubes);
    const revoked: string[] = [];
    await this.escalations.change(tx, 'tubes', tubes, (ledger) => {
      for (const { tubeId, supersedes, reason } of withdrawals) {
        for (const escalation of ledger.ofTube(tubeId)) {
          if (escalation.resultVersion > supersedes) continue;
          ledger.apply(revoke(escalation, reason, tx.recordedAt));
          revoked.push(escalation.escalationId);
        }
      }
    });
    await this.dispatches.endOf(tx, 'escalation_id', revoked, 'detection-withdrawn');
  }
}
