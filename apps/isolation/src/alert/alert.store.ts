import { DisinfectionListedV1 } from '@lib/contracts/events/isolation/disinfection-listed.v1';
import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import type { ContentOf } from '@lib/contracts/event';
import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { emit, Outbox } from '@lib/messaging';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { SubjectKind } from '@lib/vocabulary';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { CampaignRules } from '../subject/subject.js';
import { minutesAfter } from '../subject/subject.js';
import type { SubjectKey } from '../subject/subject-rows.js';

/** An alert as the duty list and the act of taking need it. */
export interface Alert {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly takenBy: string | null;
  readonly takenAt: Date | null;
  readonly withdrawnReason: string | null;
  readonly version: number;
}

/** A detection that the laboratory took back, and every earlier version of that tube with it. */
export interface Withdrawal {
  readonly tubeId: string;
  readonly supersedes: number;
  readonly resultVersion: number;
  readonly reason: string;
  readonly actor: string;
}

const alertColumns = {
  escalation_id: 'uuid',
  campaign_id: 'uuid',
  tube_id: 'text',
  result_version: 'int',
  finding: 'text',
  purpose: 'text',
  order_id: 'uuid',
  site_code: 'text',
  district_code: 'text',
  alarm_share_of_upload: 'double precision',
  raised_at: 'timestamptz',
  received_at: 'timestamptz',
  upload_id: 'uuid',
  lab_code: 'text',
};
const alertRow = (job: OpenCase, receivedAt: Date): Record<string, unknown> => ({
  escalation_id: job.escalationId,
  campaign_id: job.campaignId,
  tube_id: job.tubeId,
  result_version: job.resultVersion,
  finding: job.finding,
  purpose: job.purpose,
  order_id: job.orderId,
  site_code: job.siteCode,
  district_code: districtOfSite(job.siteCode),
  alarm_share_of_upload: job.alarmShareOfUpload,
  raised_at: job.raisedAt,
  received_at: receivedAt,
  upload_id: job.uploadId,
  lab_code: job.labCode,
});
const memberColumns = { escalation_id: 'uuid', position: 'int', subject_kind: 'text', subject_id: 'uuid' };
const disinfectionColumns = {
  ...memberColumns,
  site_code: 'text',
  district_code: 'text',
  owner_role: 'text',
  policy_version: 'int',
  due_at: 'timestamptz',
  listed_at: 'timestamptz',
};
const withdrawalColumns = {
  tube_id: 'text',
  supersedes: 'int',
  result_version: 'int',
  reason: 'text',
  actor: 'text',
  recorded_at: 'timestamptz',
};

/** The only writer of alerts, their members, the disinfection list and withdrawals. */
@Injectable()
export class AlertStore {
  constructor(private readonly outbox: Outbox) {}

  /**
   * Makes whoever speaks of a tube wait for whoever does so already: an alert and its withdrawal would otherwise pass
   * each other in two transactions, neither seeing the other.
   */
  async lockTubes(tx: Tx, tubeIds: readonly string[]): Promise<void> {
    await tx.query(
      `select pg_advisory_xact_lock(hashtextextended('bulou:alert:' || current_schema() || ':' || tube, 0))
         from unnest($1::text[]) as tube`,
      [[...new Set(tubeIds)].toSorted()],
    );
  }

  /**
   * Receives alerts. Out: the escalations that are new. The primary key is the fence: of two workers on one job,
   * however late the second, one inserts and the other finds the row and does nothing.
   */
  async receive(tx: Tx, jobs: readonly OpenCase[]): Promise<Set<string>> {
    const inserted = await insertRows<{ escalation_id: string }>(
      tx,
      'alerts',
      alertColumns,
      jobs.map((job) => alertRow(job, tx.recordedAt)),
      { onConflict: '(escalation_id) do nothing', returning: ['escalation_id'] },
    );
    const isNew = new Set(inserted.map((row) => row.escalation_id));
    const fresh = new Map(jobs.filter((job) => isNew.has(job.escalationId)).map((job) => [job.escalationId, job]));
    const members = [...fresh.values()].flatMap((job) =>
      job.members.map((member) => ({
        escalation_id: job.escalationId,
        position: member.position,
        subject_kind: member.subjectKind,
        subject_id: member.subjectId,
      })),
    );
    await insertRows(tx, 'alert_members', memberColumns, members);
    return isNew;
  }

  /** Puts the places and goods of an alert on the disinfection list and tells so; that is their acknowledgement. */
  async listForDisinfection(tx: Tx, job: OpenCase, rules: CampaignRules): Promise<void> {
    const { escalationId, siteCode } = job;
    const subjects = job.members.flatMap(({ position, subjectKind, subjectId }) =>
      subjectKind === 'person' ? [] : [{ position, subjectKind, subjectId }],
    );
    const rows = subjects.map(({ position, subjectKind, subjectId }) => ({
      escalation_id: escalationId,
      position,
      subject_kind: subjectKind,
      subject_id: subjectId,
      site_code: siteCode,
      district_code: districtOfSite(siteCode),
      owner_role: 'cdc-duty',
      policy_version: rules.policyVersion,
      due_at: minutesAfter(tx.recordedAt, rules.recollectionMinutesMax, rules),
      listed_at: tx.recordedAt,
    }));
    await insertRows(tx, 'disinfections', disinfectionColumns, rows);
    const { campaignId, tubeId, resultVersion } = job;
    const about = { escalationId, campaignId, tubeId, resultVersion, siteCode, subjects };
    await this.#tell(tx, escalationId, (sequence) =>
      emit(DisinfectionListedV1, { ...about, listedAt: tx.recordedAt.toISOString() }, { sequence }),
    );
  }

  /** Out: the alert, locked until the transaction ends; nothing when there is none of that id. */
  async lock(tx: Tx, escalationId: string): Promise<Alert | undefined> {
    const [alert] = await tx.query<Alert>(
      `select escalation_id as "escalationId", campaign_id as "campaignId", tube_id as "tubeId",
              result_version as "resultVersion", site_code as "siteCode", district_code as "districtCode",
              taken_by as "takenBy", taken_at as "takenAt", version,
              (select w.reason from withdrawals w where w.tube_id = a.tube_id and w.supersedes >= a.result_version
                order by w.supersedes limit 1) as "withdrawnReason"
         from alerts a where escalation_id = $1 for update of a`,
      [escalationId],
    );
    return alert;
  }

  /** Gives the alert to one person. Out: false when somebody else has it: a comparison, not a promise. */
  async take(tx: Tx, taking: Omit<ContentOf<typeof AlertTakenV1>, 'takenAt'>, policyVersion: number): Promise<boolean> {
    const taken = await tx.execute(
      `update alerts set taken_by = $2, taken_at = $3, changed_at = $3, taken_policy_version = $4
        where escalation_id = $1 and taken_by is null`,
      [taking.escalationId, taking.takenBy, tx.recordedAt, policyVersion],
    );
    if (taken === 0) return false;
    await this.#tell(tx, taking.escalationId, (sequence) =>
      emit(
        AlertTakenV1,
        { ...taking, takenAt: tx.recordedAt.toISOString() },
        { sequence, actor: taking.takenBy, policyVersion: String(policyVersion) },
      ),
    );
    return true;
  }

  /** Writes who has a locked alert, and to whom it is offered. */
  async keepOwner(
    tx: Tx,
    escalationId: string,
    takenBy: string,
    offer: { readonly to: string; readonly by: string } | null,
  ): Promise<void> {
    await tx.execute(
      `update alerts set taken_by = $2, offered_to_person = $3, offered_by = $4, offered_at = $5, changed_at = $6
        where escalation_id = $1`,
      [escalationId, takenBy, offer?.to ?? null, offer?.by ?? null, offer && tx.recordedAt, tx.recordedAt],
    );
  }

  async keepWithdrawals(tx: Tx, withdrawals: readonly Withdrawal[]): Promise<void> {
    const rows = withdrawals.map(({ tubeId, supersedes, resultVersion, reason, actor }) => ({
      tube_id: tubeId,
      supersedes,
      result_version: resultVersion,
      reason,
      actor,
      recorded_at: tx.recordedAt,
    }));
    await insertRows(tx, 'withdrawals', withdrawalColumns, rows, { onConflict: '(tube_id, supersedes) do nothing' });
  }

  /** Out: the members of these tubes' alerts that are persons, with the tube that named them. */
  async personsOf(tx: Tx, tubeIds: readonly string[]): Promise<(SubjectKey & { readonly tubeId: string })[]> {
    return tx.query(
      `select distinct a.campaign_id as "campaignId", m.subject_id as "participantId", a.tube_id as "tubeId"
         from alerts a join alert_members m using (escalation_id)
        where a.tube_id = any($1::text[]) and m.subject_kind = 'person'
        order by 1, 2, 3`,
      [tubeIds],
    );
  }

  /** Out: whom and what an alert names. */
  async membersOf(
    tx: Tx,
    escalationId: string,
  ): Promise<{ readonly subjectKind: SubjectKind; readonly subjectId: string }[]> {
    return tx.query(
      `select subject_kind as "subjectKind", subject_id as "subjectId"
         from alert_members where escalation_id = $1 order by position`,
      [escalationId],
    );
  }

  async #tell(tx: Tx, escalationId: string, event: (sequence: number) => ReturnType<typeof emit>): Promise<void> {
    const [row] = await tx.query<{ version: number }>(
      'update alerts set version = version + 1 where escalation_id = $1 returning version',
      [escalationId],
    );
    if (row === undefined) throw new Error(`alert ${escalationId} vanished while it was being told`);
    await this.outbox.append(tx, [event(row.version)]);
  }
}
