import { SecondResultSettledV1 } from '@lib/contracts/events/lab/second-result-settled.v1';
import { SpecimenReferredV1 } from '@lib/contracts/events/lab/specimen-referred.v1';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { districtOfSite, isAlarming } from '@lib/vocabulary';
import type { Finding, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { settle } from '../tube/settle.decider.js';
import { subjectOf } from '../tube/subject.js';
import { TubeStore } from '../tube/tube.store.js';
import type { By } from '../tube/turn.js';
import { openReferrals } from './open-referrals.js';

interface Referral {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly fromLab: string;
  readonly toLab: string;
  readonly resultVersion: number;
  readonly firstFinding: Finding;
  readonly secondFinding: Finding | null;
  readonly referredBy: string;
  readonly foundBy: string | null;
  readonly receivedAt: Date | null;
  readonly decision: string | null;
}

export type Decision = 'first-stands' | 'second-stands' | 'draw-again';

const referralSql = `select tube_id as "tubeId", campaign_id as "campaignId", site_code as "siteCode", from_lab as "fromLab", to_lab as "toLab",
    result_version as "resultVersion", first_finding as "firstFinding", second_finding as "secondFinding",
    referred_by as "referredBy", found_by as "foundBy", received_at as "receivedAt", decision
  from referrals where referral_id = $1`;

/** The way of a specimen to a second laboratory and back into one decision; its chain of custody goes on. */
@Injectable()
export class Referrals {
  constructor(
    private readonly tubes: TubeStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws TUBE_UNKNOWN, REFERRAL_NEEDS_DETECTION, REFERRAL_OPEN, LAB_UNREGISTERED. */
  async refer(tx: Tx, { tubeId, toLab, labCode, by }: { tubeId: string; toLab: string; labCode: string; by: By }) {
    const [known] = await tx.query('select 1 from labs where lab_code = $1', [toLab]);
    if (known === undefined || toLab === labCode) throw new Refusal('LAB_UNREGISTERED', { toLab });
    const referralId = this.ids.uuid7();
    const taken = await this.tubes.change(tx, [tubeId], (turn) => {
      const { handed, effective } = turn.tube;
      const subject = subjectOf(turn.tube);
      if (handed?.labCode !== labCode || subject === undefined) throw new Refusal('TUBE_UNKNOWN', { tubeId });
      if (effective === undefined || !isAlarming(effective.finding)) throw new Refusal('REFERRAL_NEEDS_DETECTION');
      const { campaignId, siteCode } = subject;
      const referredAt = turn.around.recordedAt;
      turn.link('resulted', labCode, by, referredAt, { reason: 'referred', detail: { referralId, toLab } });
      const told = {
        tubeId,
        campaignId,
        siteCode,
        referralId,
        resultVersion: effective.version,
        fromLab: labCode,
        toLab,
      };
      const content = { ...told, referredBy: by.actor, referredAt: referredAt.toISOString() };
      turn.tellResult(SpecimenReferredV1, content, by);
    });
    const [tube] = taken.turns.map((turn) => turn.tube);
    const subject = tube && subjectOf(tube);
    if (tube?.effective === undefined || subject === undefined) throw new Error(`tube ${tubeId} lost its result`);
    const kept = await tx.execute(
      `insert into referrals (referral_id, tube_id, result_version, campaign_id, site_code, from_lab, to_lab,
          first_finding, referred_by, referred_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (tube_id) where second_finding is null do nothing`,
      [
        ...[referralId, tubeId, tube.effective.version, subject.campaignId, subject.siteCode, labCode, toLab],
        ...[tube.effective.finding, by.actor, tx.recordedAt],
      ],
    );
    if (kept === 0) throw new Refusal('REFERRAL_OPEN', { tubeId });
    appendAudit(tx, { kind: 'specimen-referred', object: { kind: 'tube', id: tubeId }, detail: { referralId, toLab } });
    return { referralId };
  }

  /** Throws REFERRAL_UNKNOWN, REFERRAL_MOVED_ON. Rows of the second laboratory that came too soon are judged now. */
  async receive(tx: Tx, { referralId, labCode, by }: { referralId: string; labCode: string; by: By }) {
    const found = await this.#find(tx, referralId);
    const isTheirs = found?.fromLab === labCode || found?.toLab === labCode;
    if (found === undefined || !isTheirs) throw new Refusal('REFERRAL_UNKNOWN', { referralId });
    if (found.toLab !== labCode) throw new Refusal('REFERRAL_FOR_OTHER_LAB', { referralId });
    const received = await tx.execute(
      'update referrals set received_by = $2, received_at = $3 where referral_id = $1 and received_at is null',
      [referralId, by.actor, tx.recordedAt],
    );
    if (received === 0) throw new Refusal('REFERRAL_MOVED_ON', { referralId });
    const open = await openReferrals(tx, [found.tubeId]);
    await this.tubes.change(tx, [found.tubeId], (turn) => {
      const detail = { referralId };
      turn.link('resulted', labCode, by, turn.around.recordedAt, { reason: 'referral-received', detail });
      turn.change({ referral: open.get(found.tubeId) });
      settle(turn);
    });
    return { referralId, receivedAt: tx.recordedAt.toISOString() };
  }

  /** Throws REFERRAL_UNKNOWN, REFERRAL_MOVED_ON unless two results contradict each other undecided, SECOND_SIGNATURE_NEEDED. */
  async decide(tx: Tx, asked: { referralId: string; decision: Decision; district: string | undefined; by: By }) {
    const { referralId, decision, district, by } = asked;
    const found = await this.#find(tx, referralId);
    if (found === undefined || districtOfSite(found.siteCode) !== district) {
      throw new Refusal('REFERRAL_UNKNOWN', { referralId });
    }
    const isContradiction = found.secondFinding !== null && found.secondFinding !== found.firstFinding;
    if (!isContradiction || found.decision !== null) throw new Refusal('REFERRAL_MOVED_ON', { referralId });
    if ([found.referredBy, found.foundBy].includes(by.actor)) throw new Refusal('SECOND_SIGNATURE_NEEDED');
    await tx.execute(
      'update referrals set decision = $2, decided_by = $3, decided_at = $4 where referral_id = $1 and decision is null',
      [referralId, decision, by.actor, tx.recordedAt],
    );
    const { tubeId, campaignId, siteCode, resultVersion } = found;
    const about = { tubeId, campaignId, siteCode, referralId, resultVersion };
    await this.tubes.change(tx, [tubeId], (turn) => {
      const content = { ...about, decision, decidedBy: by.actor, decidedAt: turn.around.recordedAt.toISOString() };
      turn.tellResult(SecondResultSettledV1, content, by);
    });
    const object = { kind: 'tube', id: tubeId } as const;
    appendAudit(tx, { kind: 'referral-decided', object, detail: { referralId, decision } });
    return { referralId, decision, nextStep: nextSteps[decision] };
  }

  async #find(tx: Tx, referralId: string): Promise<Referral | undefined> {
    const [found] = await tx.query<Referral>(`${referralSql} for update`, [referralId]);
    return found;
  }
}

// The decision changes no result by itself: what is wrong is corrected by its own laboratory, by two people.
const nextSteps: Readonly<Record<Decision, { readonly zh: string; readonly en: string }>> = {
  'first-stands': { zh: '维持第一实验室结果', en: 'the first result stands' },
  'second-stands': {
    zh: '请第一实验室两人更正其结果；更正前处置单不变',
    en: 'two people of the first laboratory correct its result; the case stays as it is until then',
  },
  'draw-again': {
    zh: '已安排本人重新单采；出结果后请再裁定',
    en: 'the person is called for another swab; once it has its answer, somebody decides again',
  },
};
