import * as campaign from './healthy-campaign.js';
import { tubes } from './healthy-campaign.js';
import type { Planted } from './planted.js';

const { detected, plain, verifies } = tubes;
const person = campaign.personId;
const escalation = campaign.escalationOf(campaign.numberOf(detected));
const report = campaign.uuid(7, 1);

const pool = `insert into isolation.discordant_pools (escalation_id, campaign_id, tube_id, result_version, site_code,
    district_code, persons, owner_role, policy_version, found_at, retest_due_at)
  values ('${escalation}', '${campaign.campaignId}', '${detected.tubeId}', 1, '${campaign.siteCode}', '330105', 2,
    'cdc-duty', 1, now(), now() + interval '6 hours');`;
const owed = (who: number, state: string) => `insert into isolation.owed_swabs (escalation_id, participant_id,
    campaign_id, tube_id, site_code, state, begins_at, due_at, changed_at)
  values ('${escalation}', '${person(who)}', '${campaign.campaignId}', '${detected.tubeId}', '${campaign.siteCode}',
    '${state}', now() - interval '1 hour', now() + interval '1 day', now());`;
const reported = (state: string, decidedBy: string) => `insert into batching.binding_reports (report_id, kind, state,
    tube_id, campaign_id, site_code, specimens, swabs, reported_by, reported_at, due_at, decided_by, decided_at)
  values ('${report}', 'unbound-swab', '${state}', '${plain.tubeId}', '${campaign.campaignId}', '${campaign.siteCode}',
    2, 3, 'lab-1', now() - interval '2 hours', now(), ${decidedBy}, case when ${decidedBy} is null then null else now() - interval '1 hour' end);`;
const candidate = (
  isCalled: boolean,
) => `insert into batching.binding_people (report_id, participant_id, part, is_called)
  values ('${report}', '${person(9)}', 'candidate', ${isCalled});`;
const called = `insert into isolation.call_backs (call_back_id, campaign_id, participant_id, tube_id, reason, owner_role,
    site_code, district_code, order_id, actor, policy_version, due_at, recorded_at)
  values ('${campaign.uuid(7, 2)}', '${campaign.campaignId}', '${person(4)}', '${plain.tubeId}', 'unbound-swab',
    'site-manager', '${campaign.siteCode}', '330105', '${campaign.orderOf(4)}', 'duty-1', 1, now(), now());`;

const referral = campaign.uuid(7, 3);
const settled = (decision: string) => `insert into isolation.settled_results (referral_id, tube_id, campaign_id,
    site_code, result_version, decision, decided_by, decided_at, followed_at)
  values ('${referral}', '${verifies.tubeId}', '${campaign.campaignId}', '${campaign.siteCode}', 1, '${decision}',
    'duty-1', now() - interval '1 hour', now());
  update isolation.alerts set received_at = now() - interval '2 hours' where tube_id = '${verifies.tubeId}';`;
const weighing = `insert into isolation.tasks (task_id, kind, subject, sequence, campaign_id, site_code, district_code,
    owner_role, detail, policy_version, opened_at, opened_by, begins_at, due_at, changed_at)
  values ('${campaign.uuid(7, 4)}', 'weigh-redraw', '${referral}', 1, '${campaign.campaignId}',
    '${campaign.siteCode}', '330105', 'cdc-duty', '{}', 1, now(), 'duty-1', now(), now() + interval '10 hours', now());`;

/** Second swabs that nobody remembers, calls that nobody approved, and decisions that nobody follows. */
export const recall: readonly Planted[] = [
  {
    fault: 'the second swab of a member stands nowhere',
    sql: `${pool} ${owed(3, 'asked')}`,
    seenBy: ['second-swabs-owed'],
    name: person(4),
  },
  {
    fault: 'a second swab is due and nobody was asked for it',
    sql: `${pool} ${owed(3, 'owed')} ${owed(4, 'waived')}`,
    seenBy: ['second-swabs-owed'],
    name: person(3),
  },
  {
    fault: 'somebody is called back on a proposal that nobody approved',
    sql: `${reported('proposed', 'null')} ${candidate(false)} ${called}`,
    seenBy: ['proposals-approved'],
    name: person(4),
  },
  {
    fault: 'an approval names somebody whom nobody calls back',
    sql: `${reported('approved', `'manager-1'`)} ${candidate(true)}`,
    seenBy: ['proposals-approved'],
    name: person(9),
  },
  {
    fault: 'a second result stands, and correcting the first is nobody’s',
    sql: settled('second-stands'),
    seenBy: ['decisions-followed'],
    name: verifies.tubeId,
  },
  {
    fault: 'a person is to be drawn again and is called by nobody',
    sql: `${settled('draw-again')} ${weighing}`,
    seenBy: ['decisions-followed'],
    name: person(3),
  },
];
