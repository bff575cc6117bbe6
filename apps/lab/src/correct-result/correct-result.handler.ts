import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RetestStore } from '../retest/retest.store.js';
import { requireRegistered } from '../register-lab/registered-labs.js';
import { TubeStore } from '../tube/tube.store.js';
import type { By } from '../tube/turn.js';
import { correctResult } from './correct-result.decider.js';
import type { Correction, CorrectionOutcome } from './correct-result.decider.js';

@Injectable()
export class CorrectResult {
  constructor(
    private readonly tubes: TubeStore,
    private readonly retests: RetestStore,
  ) {}

  async run(
    tx: Tx,
    tubeId: string,
    correction: Correction,
    by: By,
  ): Promise<CorrectionOutcome & { readonly tubeId: string }> {
    const { labCode, resultVersion, finding, reason } = correction;
    await requireRegistered(tx, labCode);
    const key = [tubeId, resultVersion, finding];
    const [asked] = await tx.query<{ asked_by: string }>(
      'select asked_by from asked_corrections where tube_id = $1 and result_version = $2 and finding = $3 for update',
      key,
    );
    let outcome: CorrectionOutcome = { resultVersion, awaitsSecondPerson: false };
    await this.tubes.change(tx, [tubeId], (turn) => {
      outcome = correctResult(turn, correction, by, asked?.asked_by);
    });
    if (outcome.awaitsSecondPerson) {
      // Of two who ask at the same moment the first is kept; the second asks once more.
      await tx.execute(
        `insert into asked_corrections (tube_id, result_version, finding, lab_code, reason, asked_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [...key, labCode, reason, by.actor, tx.recordedAt],
      );
    } else if (asked !== undefined) {
      await tx.execute(
        `update asked_corrections set confirmed_by = $4, confirmed_at = $5
          where tube_id = $1 and result_version = $2 and finding = $3`,
        [...key, by.actor, tx.recordedAt],
      );
    }
    if (!outcome.awaitsSecondPerson) {
      const changed = { tubeId, labCode, resultVersion: outcome.resultVersion, outcome: 'changed' as const };
      await this.retests.answer(tx, { ...changed, by: by.actor });
    }
    appendAudit(tx, {
      kind: outcome.awaitsSecondPerson ? 'correction-asked' : 'correction-confirmed',
      object: { kind: 'tube', id: tubeId },
      detail: { labCode, finding, corrects: resultVersion, resultVersion: outcome.resultVersion },
    });
    return { tubeId, ...outcome };
  }
}
