import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { LiftReason, PassPurpose } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { isOpen } from '../subject/measure.js';
import { extend, lift, measureOf } from '../subject/measure.decider.js';
import { begin, line, tell } from '../subject/outcome.js';

// Long enough for an emergency ward, a birth or a dialysis and the way back; real hours, also in a drill.
const passHours = 24;

/** What a person does to a measure that exists: go on with it, end it, or open the door for an emergency. */
@Injectable()
export class MeasureActs {
  constructor(private readonly desk: MeasureDesk) {}

  /** Throws what `extend` throws. */
  async extend(tx: Tx, { measureId, hours }: { measureId: string; hours: number }, act: Act) {
    const key = await this.desk.whose(tx, measureId, act);
    const newMeasureId = this.desk.newId();
    const subject = await this.desk.decide(tx, key, act, (one, given) =>
      extend(one, { measureId, hours, newMeasureId }, given),
    );
    const { startsAt, endsAt } = measureOf(subject, newMeasureId);
    appendAudit(tx, { kind: 'measure-extended', object: { kind: 'measure', id: measureId }, detail: { newMeasureId } });
    return { measureId: newMeasureId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  }

  /** Throws MEASURE_OVER. */
  async lift(tx: Tx, { measureId, reason }: { measureId: string; reason: LiftReason }, act: Act) {
    const key = await this.desk.whose(tx, measureId, act);
    await this.desk.decide(tx, key, act, (one, given) => lift(one, { measureId, reason }, given));
    appendAudit(tx, { kind: 'measure-lifted', object: { kind: 'measure', id: measureId }, detail: { reason } });
    return { measureId, endedAt: tx.recordedAt.toISOString() };
  }

  /** Granted on the spot, without a question: urgent care, birth and dialysis are never blocked (settled 13). */
  async grantPass(tx: Tx, { measureId, purpose }: { measureId: string; purpose: PassPurpose }, act: Act) {
    const key = await this.desk.whose(tx, measureId, act);
    await this.desk.decide(tx, key, act, (one, given) => {
      if (!isOpen(measureOf(one, measureId), given.at)) throw new Refusal('MEASURE_OVER', { measureId });
      return tell(begin(one), { history: [line(one, given, { act: 'pass-granted', reason: purpose })] });
    });
    const passId = this.desk.newId();
    const validUntil = new Date(tx.recordedAt.getTime() + passHours * 3_600_000);
    await this.desk.keepPass(tx, key, { passId, measureId, purpose, grantedBy: act.actor.id, validUntil });
    appendAudit(tx, { kind: 'pass-granted', object: { kind: 'measure', id: measureId }, detail: { purpose } });
    return { passId, validUntil: validUntil.toISOString() };
  }
}
