import { appendAudit, maskNumbers, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { AppealGround } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { answerAppeal, fileAppeal } from '../subject/appeal.decider.js';
import type { Answer } from '../subject/appeal.decider.js';
import type { SubjectKey } from '../subject/subject-rows.js';

export interface Objection {
  readonly measureId: string;
  readonly ground: AppealGround;
  readonly words: string;
}

/** Objections to measures: filed by the person or for them, answered by somebody who had no part. */
@Injectable()
export class Appeals {
  constructor(private readonly desk: MeasureDesk) {}

  /** Throws MEASURE_UNKNOWN, MEASURE_OVER, APPEAL_OPEN. */
  async file(tx: Tx, { measureId, ground, words }: Objection, act: Act) {
    const key = await this.desk.whose(tx, measureId, act);
    const appealId = this.desk.newId();
    const filedVia = act.actor.role === 'resident' ? 'page' : 'hotline';
    const filing = { appealId, measureId, ground, words: maskNumbers(words), filedVia } as const;
    const subject = await this.desk.decide(tx, key, act, (one, given) => fileAppeal(one, filing, given));
    const filed = subject.appeals.find((one) => one.appealId === appealId);
    if (filed === undefined) throw new Error(`objection ${appealId} was not kept`);
    appendAudit(tx, {
      kind: 'appeal-lodged',
      object: { kind: 'measure', id: measureId },
      detail: { appealId, ground },
    });
    return { appealId, dueAt: filed.dueAt.toISOString() };
  }

  /** Throws APPEAL_UNKNOWN, APPEAL_DECIDED, REVIEWER_NOT_INDEPENDENT. */
  async answer(tx: Tx, answer: Answer, act: Act) {
    const key = await this.#whose(tx, answer.appealId, act);
    const kept = { ...answer, words: maskNumbers(answer.words) };
    await this.desk.decide(tx, key, act, (one, given) => answerAppeal(one, kept, given));
    const { appealId, decision, reason } = answer;
    appendAudit(tx, { kind: 'appeal-decided', object: { kind: 'appeal', id: appealId }, detail: { decision, reason } });
    return { appealId, decision, decidedBy: act.actor.id, decidedAt: tx.recordedAt.toISOString() };
  }

  async #whose(tx: Tx, appealId: string, { actor, route }: Act): Promise<SubjectKey> {
    const [found] = await tx.query<SubjectKey & { districtCode: string }>(
      `select a.campaign_id as "campaignId", a.participant_id as "participantId", left(m.site_code, 6) as "districtCode"
         from appeals a join measures m using (measure_id) where appeal_id = $1`,
      [appealId],
    );
    requireOwn(actor, route, found && { district: found.districtCode }, { appealId });
    if (found === undefined) throw new Error('an objection without a record belongs to nobody');
    return { campaignId: found.campaignId, participantId: found.participantId };
  }
}
