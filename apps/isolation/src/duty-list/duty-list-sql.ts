import type { TubePurpose } from '@lib/vocabulary';
import { residesIn } from '../residence/resides-in.js';
import type { AlarmingFinding, CaseState, OrderState } from '../subject/subject.js';

export const pageRows = 100;

export interface AlertRow {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly finding: AlarmingFinding;
  readonly purpose: TubePurpose;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly raisedAt: Date;
  readonly receivedAt: Date;
  readonly takenBy: string | null;
  readonly takenAt: Date | null;
  readonly withdrawnReason: string | null;
  readonly persons: number;
}

const someoneLivesIn = (district: string) => `exists (
  select 1 from alert_members m where m.escalation_id = a.escalation_id and m.subject_kind = 'person'
     and ${residesIn('a.campaign_id', 'm.subject_id', district)})`;

// A withdrawn alert needs nobody: it is shown only to whoever asks for everything.
export const alertPageSql = `
  with listed as (
    select a.escalation_id as "escalationId", campaign_id as "campaignId", tube_id as "tubeId",
           result_version as "resultVersion", finding, purpose, site_code as "siteCode",
           district_code as "districtCode", raised_at as "raisedAt", received_at as "receivedAt",
           taken_by as "takenBy", taken_at as "takenAt",
           (select w.reason from withdrawals w where w.tube_id = a.tube_id and w.supersedes >= a.result_version
             order by w.supersedes limit 1) as "withdrawnReason",
           (taken_at is not null)::int as is_taken
      from alerts a
     where ($1::text is null or district_code = $1 or ${someoneLivesIn('$1')}) and ($2::uuid is null or campaign_id = $2)
  )
  select "escalationId", "campaignId", "tubeId", "resultVersion", finding, purpose, "siteCode", "districtCode",
         "raisedAt", "receivedAt", "takenBy", "takenAt", "withdrawnReason",
         (select count(*)::int from alert_members m
           where m.escalation_id = "escalationId" and m.subject_kind = 'person') as persons
    from listed
   where case $3::text
           when 'waiting' then is_taken = 0 and "withdrawnReason" is null
           when 'taken' then is_taken = 1 and "withdrawnReason" is null
           else true end
     and ($4::int is null or (is_taken, "raisedAt", "escalationId") > ($4::int, $5::timestamptz, $6::uuid))
   order by is_taken, "raisedAt", "escalationId"
   limit ${pageRows + 1}`;

export interface CaseRow {
  readonly escalationId: string;
  readonly caseId: string;
  readonly participantId: string;
  readonly position: number;
  readonly state: CaseState;
  readonly isHeld: boolean;
  readonly order: OrderState | null;
  readonly orderDueAt: Date | null;
}

// Whose alert it is sees everybody in it; the district where somebody lives sees that person alone.
// A hold ends by itself: whether it runs is asked of the clock, never read from a state.
export const caseSql = `
  select m.escalation_id as "escalationId", c.case_id as "caseId", c.participant_id as "participantId", m.position,
         c.state, o.state as "order", case when o.state in ('open', 'collected') then o.due_at end as "orderDueAt",
         exists (select 1 from measures_in_force h where h.case_id = c.case_id) as "isHeld"
    from alert_members m
    join alerts a using (escalation_id)
    join cases c on c.campaign_id = a.campaign_id and c.participant_id = m.subject_id
    left join lateral (
      select r.state, r.due_at from recollections r
       where r.campaign_id = c.campaign_id and r.participant_id = c.participant_id
       order by r.state in ('open', 'collected') desc, r.requested_at desc limit 1) o on true
   where m.escalation_id = any($1::uuid[]) and m.subject_kind = 'person'
     and (a.district_code = $2 or ${residesIn('c.campaign_id', 'c.participant_id', '$2')})
   order by m.escalation_id, m.position`;
