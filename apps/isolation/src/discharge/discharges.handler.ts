import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { measureOf } from '../subject/measure.decider.js';
import { TaskStore } from '../tasks/task.store.js';
import { discharge } from './discharge-act.decider.js';
import type { NamedSwab } from './discharge-act.decider.js';

/** A doctor lets an infected person go: the measure ends, and with it the way of the case. */
@Injectable()
export class Discharges {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly tasks: TaskStore,
  ) {}

  /** Throws what `discharge` throws. */
  async run(tx: Tx, measureId: string, swabs: readonly NamedSwab[], act: Act) {
    const key = await this.desk.whose(tx, measureId, act);
    const by = act.actor.id;
    // Before the measure ends, because with its end the proposal would be taken back.
    await this.tasks.finish(tx, 'decide-discharge', [measureId], { outcome: 'discharged', by });
    const after = await this.desk.decide(tx, key, act, (one, given) => discharge(one, { measureId, swabs }, given));
    await tx.execute(
      `insert into discharges (measure_id, campaign_id, participant_id, swabs, policy_version, discharged_by, discharged_at)
       values ($1, $2, $3, $4::jsonb, $5, $6, $7)`,
      [
        ...[measureId, key.campaignId, key.participantId, JSON.stringify(swabs)],
        ...[measureOf(after, measureId).ground.policyVersion, by, tx.recordedAt],
      ],
    );
    if (after.case !== null) {
      await this.tasks.finish(tx, 'decide-end', [after.case.caseId], { outcome: 'discharged', by });
    }
    const detail = { swabs: swabs.length };
    appendAudit(tx, { kind: 'person-discharged', object: { kind: 'measure', id: measureId }, detail });
    const recovered = after.measures.filter(
      (one) => one.category === 'recovered' && one.countedFrom?.getTime() === tx.recordedAt.getTime(),
    );
    return {
      measureId,
      endedAt: tx.recordedAt.toISOString(),
      recoveredMeasureIds: recovered.map((one) => one.measureId),
    };
  }
}
