import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { SubjectKey } from '../subject/subject-rows.js';
import { TaskStore } from '../tasks/task.store.js';
import type { SettledDecision } from './after-decision.decider.js';

/** A decision as it was told. */
export interface ToldDecision {
  readonly referralId: string;
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly resultVersion: number;
  readonly decision: SettledDecision;
  readonly decidedBy: string;
  /** ISO 8601, as it came. */
  readonly decidedAt: string;
}

/** A decision whose alert is here, and what follows from it. */
export interface SettledResult {
  readonly referralId: string;
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly labCode: string | null;
  readonly decision: SettledDecision;
  readonly decidedBy: string;
  /** False when the laboratory took the result back before anybody heard of the decision. */
  readonly doesResultStand: boolean;
  /** Whoever is in the tube, with the case that they have. */
  readonly persons: readonly (Pick<SubjectKey, 'participantId'> & { readonly caseId: string | null })[];
}

const columns = {
  ...{ referral_id: 'uuid', tube_id: 'text', campaign_id: 'uuid', site_code: 'text', result_version: 'int' },
  ...{ decision: 'text', decided_by: 'text', decided_at: 'timestamptz' },
};

// A newer version that alarms no worse raises no alert of its own: the newest alert up to that version speaks for it.
const settledColumns = `s.referral_id as "referralId", s.tube_id as "tubeId", s.campaign_id as "campaignId",
    s.site_code as "siteCode", s.decision, s.decided_by as "decidedBy", a.lab_code as "labCode",
    not exists (select 1 from withdrawals w where w.tube_id = s.tube_id and w.supersedes >= a.result_version)
      as "doesResultStand",
    coalesce((select jsonb_agg(jsonb_build_object('participantId', m.subject_id, 'caseId', c.case_id) order by m.subject_id)
       from alert_members m left join cases c on c.campaign_id = s.campaign_id and c.participant_id = m.subject_id
      where m.escalation_id = a.escalation_id and m.subject_kind = 'person'), '[]') as persons`;
const settledSql = `select ${settledColumns}
  from settled_results s cross join lateral (
    select * from alerts a where a.tube_id = s.tube_id and a.result_version <= s.result_version
     order by a.result_version desc limit 1) a`;

/** The only writer of what was decided on two results. */
@Injectable()
export class SettledResultStore {
  constructor(private readonly tasks: TaskStore) {}

  /** Keeps decisions, each once. */
  async keep(tx: Tx, settled: readonly ToldDecision[]): Promise<void> {
    const rows = settled.map((one) => ({
      ...{ referral_id: one.referralId, tube_id: one.tubeId, campaign_id: one.campaignId, site_code: one.siteCode },
      ...{ result_version: one.resultVersion, decision: one.decision },
      ...{ decided_by: one.decidedBy, decided_at: one.decidedAt },
    }));
    await insertRows(tx, 'settled_results', columns, rows, { onConflict: '(referral_id) do nothing' });
  }

  /** Out: the decisions on these tubes that nothing followed yet and whose alert is here; from now on they are followed. */
  async follow(tx: Tx, tubeIds: readonly string[]): Promise<SettledResult[]> {
    const found = await tx.query<SettledResult>(
      `${settledSql} where s.tube_id = any($1::text[]) and s.followed_at is null order by s.referral_id`,
      [tubeIds],
    );
    if (found.length === 0) return [];
    await tx.execute('update settled_results set followed_at = $2 where referral_id = any($1::uuid[])', [
      found.map(({ referralId }) => referralId),
      tx.recordedAt,
    ]);
    return found;
  }

  /** Out: the decision of this referral as it stands now. */
  async ofReferral(tx: Tx, referralId: string): Promise<SettledResult | undefined> {
    const [found] = await tx.query<SettledResult>(`${settledSql} where s.referral_id = $1`, [referralId]);
    return found;
  }

  /** The laboratory corrected a result: what a decision asked of it is done, and nobody weighs it any more. */
  async corrected(tx: Tx, about: { tubeId: string; supersedes: number; by: string }): Promise<void> {
    const found = await tx.query<{ referralId: string }>(
      'select referral_id as "referralId" from settled_results where tube_id = $1 and result_version <= $2',
      [about.tubeId, about.supersedes],
    );
    const subjects = found.map(({ referralId }) => referralId);
    await this.tasks.finish(tx, 'correct-result', subjects, { outcome: 'corrected', by: about.by });
    await this.tasks.cancel(tx, 'weigh-redraw', subjects, 'detection-withdrawn');
  }
}
