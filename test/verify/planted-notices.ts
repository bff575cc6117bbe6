import * as campaign from './healthy-campaign.js';
import { tubes } from './healthy-campaign.js';
import type { Planted } from './planted.js';

const { detected, verifies, clears } = tubes;
const person = campaign.personId;
const words = `insert into notification.notice_templates (kind, version, subject_zh, subject_en, text_zh, text_en,
    written_by, written_at, approved_by, approved_at)
  values ('case-cleared', 1, '', '', '', '', 'writer', now(), 'approver', now()), ('correction-apology', 1, '', '', '', '', 'writer', now(), 'approver', now())
  on conflict do nothing;`;
const notice = (n: number, kind: string, tubeId: string, version = 1) => `${words}
  insert into notification.notices (notice_id, campaign_id, participant_id, kind, template_version, cause_kind, cause_id,
    cause_version, result_tube_id, result_version, fields, site_code, requested_by, requested_at, recorded_at)
  values ('${campaign.uuid(20, n)}', '${campaign.campaignId}', '${person(4)}', '${kind}', 1, 'result', '${tubeId}', ${version},
    '${tubeId}', ${version}, '{}', '${campaign.siteCode}', 'isolation', now(), now());`;
const sent = (n: number, at: string) =>
  `insert into notification.notice_sends (notice_id, channel, state, sent_at) values ('${campaign.uuid(20, n)}', 'sms', 'sent', ${at});`;
const withdrawn = (
  tubeId: string,
) => `insert into isolation.withdrawals (tube_id, supersedes, result_version, reason, actor, recorded_at)
  values ('${tubeId}', 1, 2, 'controls failed', 'lab-2', now());`;
const revoked = `update isolation.cases set state = 'revoked' where participant_id = '${person(4)}';
  insert into isolation.case_history (campaign_id, participant_id, case_id, act, reason, from_state, to_state, actor, policy_version, recorded_at)
  values ('${campaign.campaignId}', '${person(4)}', '${campaign.caseOf(4)}', 'revoked', 'detection-withdrawn', 'open', 'revoked', 'lab-2', 1, now());`;

/** Notices too soon or too often, and corrections that left somebody behind. */
export const notices: readonly Planted[] = [
  {
    fault: 'a notice went out before its result was released',
    sql: notice(1, 'case-cleared', clears.tubeId) + sent(1, `now() - interval '1 year'`),
    seenBy: ['i24'],
    name: clears.tubeId,
  },
  {
    fault: 'a notice tells of a version that nobody released',
    sql: notice(1, 'case-cleared', clears.tubeId, 7) + sent(1, 'now()'),
    seenBy: ['i24'],
    name: clears.tubeId,
  },
  {
    fault: 'somebody is told twice of one result version',
    sql: `drop index notification.notices_once_per_result; drop index notification.notices_once;
      ${notice(1, 'case-cleared', verifies.tubeId)} ${notice(2, 'case-cleared', verifies.tubeId)}`,
    seenBy: ['i24'],
    name: verifies.tubeId,
  },
  {
    fault: 'a case stands although every detection behind it was taken back',
    sql: withdrawn(detected.tubeId),
    seenBy: ['corrections-told'],
    name: person(4),
  },
  {
    fault: 'somebody whose case was revoked was never told',
    sql: revoked,
    seenBy: ['cases', 'corrections-told'],
    name: person(4),
  },
];
