import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RetestStore } from './retest.store.js';

interface Asked {
  readonly lab_code: string | null;
  readonly effective: number | null;
  readonly uploaded_by: string | null;
  readonly outcome: string | null;
  readonly is_asked: boolean;
}

/**
 * The second test found what the first one found. No version follows from it: a new detected version would be a new
 * alarm, and would put under suspicion again whom a swab of their own has cleared. Another finding is a correction.
 */
@Injectable()
export class ConfirmRetest {
  constructor(private readonly retests: RetestStore) {}

  async run(tx: Tx, command: { tubeId: string; resultVersion: number; labCode: string; by: string }) {
    const { tubeId, resultVersion, labCode, by } = command;
    const [asked] = await tx.query<Asked>(
      `select e.lab_code, v.version as effective, v.uploaded_by, r.outcome, r.tube_id is not null as is_asked
         from expected_tubes e left join retests r on r.tube_id = e.tube_id and r.asked_version = $2
         left join results v on v.tube_id = e.tube_id and v.effective
        where e.tube_id = $1`,
      [tubeId, resultVersion],
    );
    if (asked?.lab_code !== labCode) throw new Refusal('TUBE_UNKNOWN', { tubeId });
    if (!asked.is_asked) throw new Refusal('RETEST_NOT_ASKED', { tubeId });
    if (asked.outcome !== null) throw new Refusal('RETEST_ANSWERED', { tubeId });
    if (asked.effective !== resultVersion) {
      throw new Refusal('RESULT_NOT_LATEST', { tubeId, latest: asked.effective });
    }
    if (asked.uploaded_by === by) throw new Refusal('RELEASE_NEEDS_SECOND_PERSON', { tubeId });
    // Of two who confirm at the same moment one answers; the row knows.
    const answered = await this.retests.answer(tx, { tubeId, labCode, resultVersion, outcome: 'confirmed', by });
    if (answered === 0) throw new Refusal('RETEST_ANSWERED', { tubeId });
    appendAudit(tx, { kind: 'retest-confirmed', object: { kind: 'tube', id: tubeId }, detail: { resultVersion } });
    return { tubeId, resultVersion, answeredAt: tx.recordedAt.toISOString() };
  }
}
