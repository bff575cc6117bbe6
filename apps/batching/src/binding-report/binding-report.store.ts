import type { bindingReport, decideBinding, reportBinding } from '@lib/contracts/http/batching/bindings';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { candidatesSql } from './candidates-sql.js';

export type BindingKind = z.output<typeof reportBinding.request>['kind'];
export type Decision = z.output<typeof decideBinding.request>['decision'];
export type BindingPerson = z.output<typeof bindingReport>['people'][number];

/** A report as it stands. */
export interface BindingReport {
  readonly reportId: string;
  readonly kind: BindingKind;
  readonly state: 'proposed' | Decision;
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly specimens: number;
  readonly swabs: number | null;
  readonly reportedBy: string;
  readonly reportedAt: Date;
  readonly dueAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly people: readonly BindingPerson[];
}

/** The tube that a report is about, and how long its campaign lets people wait. */
export interface DoubtedTube {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly labCode: string | null;
  readonly isSealed: boolean;
  readonly specimens: number;
  readonly timeScale: number;
  readonly unboundMinutesMax: number | null;
  readonly bindingMinutesMax: number | null;
}

export const reportSelect = `
  r.report_id as "reportId", r.kind, r.state, r.tube_id as "tubeId", r.campaign_id as "campaignId",
  r.site_code as "siteCode", r.specimens, r.swabs, r.reported_by as "reportedBy", r.reported_at as "reportedAt",
  r.due_at as "dueAt", r.decided_by as "decidedBy", r.decided_at as "decidedAt",
  (select coalesce(jsonb_agg(jsonb_build_object('participantId', p.participant_id, 'part', p.part,
            'otherTubeId', p.other_tube_id) order by p.part, p.participant_id), '[]')
     from binding_people p where p.report_id = r.report_id) as people`;

const reportColumns = {
  ...{ report_id: 'uuid', kind: 'text', state: 'text', tube_id: 'text', campaign_id: 'uuid', site_code: 'text' },
  ...{ specimens: 'int', swabs: 'int', reported_by: 'text', reported_at: 'timestamptz', due_at: 'timestamptz' },
};
const peopleColumns = { report_id: 'uuid', participant_id: 'uuid', part: 'text', other_tube_id: 'text' };

/** The only writer of reports about what is in a tube. It moves no tube and changes no membership. */
@Injectable()
export class BindingReportStore {
  async tube(tx: Tx, tubeId: string): Promise<DoubtedTube | undefined> {
    const [tube] = await tx.query<DoubtedTube>(
      `select t.tube_id as "tubeId", t.campaign_id as "campaignId", t.site_code as "siteCode", b.lab_code as "labCode",
              t.sealed_at is not null as "isSealed", t.specimens::int, coalesce(c.time_scale, 1) as "timeScale",
              c.unbound_minutes_max as "unboundMinutesMax", c.binding_minutes_max as "bindingMinutesMax"
         from tubes t left join batches b on b.batch_id = t.batch_id
         left join known_campaigns c on c.campaign_id = t.campaign_id
        where t.tube_id = $1`,
      [tubeId],
    );
    return tube;
  }

  /** Out: whoever may own a swab too many in this tube. In: minutes before and after it. */
  async candidates(tx: Tx, tubeId: string, minutes: number): Promise<BindingPerson[]> {
    const rows = await tx.query<Omit<BindingPerson, 'part'>>(candidatesSql, [tubeId, minutes]);
    return rows.map((row) => ({ ...row, part: 'candidate' }));
  }

  async isMember(tx: Tx, tubeId: string, participantId: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from tube_members where tube_id = $1 and subject_id = $2 and subject_kind = 'person'`,
      [tubeId, participantId],
    );
    return rows.length > 0;
  }

  /** Writes a new report. Out: false when one about swabs too many in this tube waits already. */
  async add(tx: Tx, report: BindingReport): Promise<boolean> {
    const row = {
      ...{ report_id: report.reportId, kind: report.kind, state: 'proposed', tube_id: report.tubeId },
      ...{ campaign_id: report.campaignId, site_code: report.siteCode, specimens: report.specimens },
      ...{ swabs: report.swabs, reported_by: report.reportedBy, reported_at: report.reportedAt, due_at: report.dueAt },
    };
    const added = await insertRows(tx, 'binding_reports', reportColumns, [row], {
      onConflict: 'do nothing',
      returning: ['report_id'],
    });
    if (added.length === 0) return false;
    const people = report.people.map(({ participantId, part, otherTubeId }) => ({
      ...{ report_id: report.reportId, participant_id: participantId, part, other_tube_id: otherTubeId },
    }));
    await insertRows(tx, 'binding_people', peopleColumns, people);
    return true;
  }

  /** Out: the report, locked until the transaction ends. */
  async lock(tx: Tx, reportId: string): Promise<BindingReport | undefined> {
    await tx.query('select 1 from binding_reports where report_id = $1 for update', [reportId]);
    const [report] = await tx.query<BindingReport>(
      `select ${reportSelect} from binding_reports r where r.report_id = $1`,
      [reportId],
    );
    return report;
  }

  async decide(tx: Tx, reportId: string, decision: Decision, by: string, called: readonly string[]): Promise<void> {
    await tx.execute('update binding_reports set state = $2, decided_by = $3, decided_at = $4 where report_id = $1', [
      reportId,
      decision,
      by,
      tx.recordedAt,
    ]);
    await tx.execute(
      'update binding_people set is_called = true where report_id = $1 and participant_id = any($2::uuid[])',
      [reportId, called],
    );
  }
}
