import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { openEscalation, revoke } from '../escalation/escalation.decider.js';
import { EscalationStore } from '../escalation/escalation.store.js';
import { WithdrawalStore } from '../escalation/withdrawal.store.js';
import { DispatchStore } from '../dispatch/dispatch.store.js';
import { FanOut } from '../fan-out/fan-out.handler.js';
import { LadderStore } from '../ladder/ladder.store.js';
import { QueueCases } from '../queue-cases/queue-cases.handler.js';

export type OpenEscalation = Parameters<typeof openEscalation>[0];

/** Opens one escalation per tube and result version, and rings for isolation once they are committed. */
@Injectable()
export class OpenEscalations {
  constructor(
    private readonly escalations: EscalationStore,
    private readonly withdrawals: WithdrawalStore,
    private readonly ladder: LadderStore,
    private readonly dispatches: DispatchStore,
    private readonly fanOut: FanOut,
    private readonly queueCases: QueueCases,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(commands: readonly OpenEscalation[], tx: Tx): Promise<void> {
    const tubes = commands.map((command) => command.tubeId);
    await this.dispatches.lockTubes(tx, tubes);
    const withdrawn = Map.groupBy(await this.withdrawals.ofTubes(tx, tubes), ({ tubeId }) => tubeId);
    const opened = await this.escalations.change(tx, 'tubes', tubes, (ledger) => {
      for (const command of commands) {
        const known = ledger.ofTube(command.tubeId).some((one) => one.resultVersion === command.resultVersion);
        if (known) continue;
        const decision = openEscalation(command, this.ids.uuid7(), tx.recordedAt);
        ledger.open(decision);
        const withdrawal = withdrawn.get(command.tubeId)?.find((one) => one.supersedes >= command.resultVersion);
        if (withdrawal) ledger.apply(revoke(decision.escalation, withdrawal.reason, tx.recordedAt));
      }
    });
    await this.ladder.start(tx, opened);
    await this.fanOut.open(tx, opened);
    tx.afterCommit(() => this.queueCases.ring(opened.map((escalation) => escalation.escalationId)));
  }
}
