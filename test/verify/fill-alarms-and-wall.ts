import type pg from 'pg';
import { recalled } from './fill-site-and-lab.js';
import * as campaign from './healthy-campaign.js';
import { type HealthyTube, tubes } from './healthy-campaign.js';
import { insert } from './rooms.js';

const {
  ago,
  campaignId,
  caseOf,
  escalationOf,
  labCode,
  numberOf,
  orderOf,
  personId,
  roundId,
  openRoundId,
  siteCode,
  uploadId,
  measureId,
} = campaign;

const alarms = [tubes.detected, tubes.verifies];
const about = (one: HealthyTube) => ({
  escalation_id: escalationOf(numberOf(one)),
  campaign_id: campaignId,
  tube_id: one.tubeId,
  result_version: 1,
  finding: 'detected',
  purpose: one.orderId ? 'recollection' : 'round',
  site_code: siteCode,
  district_code: '330105',
  alarm_share_of_upload: 0.4,
  raised_at: ago(55),
});
const memberRows = alarms.flatMap((one) =>
  one.people.map((person, index) => ({
    escalation_id: escalationOf(numberOf(one)),
    position: index + 1,
    subject_kind: 'person',
    subject_id: personId(person),
  })),
);

export async function fillNotification(client: pg.Client): Promise<void> {
  await insert(
    client,
    'notification.escalations',
    alarms.map((one) => ({
      ...about(one),
      lab_code: labCode,
      upload_id: uploadId,
      state: 'acknowledged',
      opened_at: ago(55),
      recorded_at: ago(55),
      attempt: 1,
      received_at: ago(54.5),
      rung: 0,
      version: 2,
    })),
  );
  await insert(
    client,
    'notification.calls',
    alarms.map((one) => ({
      escalation_id: escalationOf(numberOf(one)),
      call: 1,
      rung: 0,
      role: 'cdc-duty',
      reason: 'opened',
      called_at: ago(55),
      policy_version: 1,
    })),
  );
  await fillDispatches(client);
  await insert(
    client,
    'notification.escalation_members',
    memberRows.map((row) => ({ ...row, acknowledged_at: ago(54.5) })),
  );
}

// The two receivers that every alert has, each told half a second after it was called.
const receivers = [
  { slot: 'sampling-squad', kind: 'sampling-squad', role: 'sampling-squad', digit: 21 },
  { slot: 'community:site', kind: 'community', role: 'community-cadre', digit: 22 },
];
const dispatchOf = (one: HealthyTube, digit: number) => campaign.uuid(digit, numberOf(one));

async function fillDispatches(client: pg.Client): Promise<void> {
  const each = alarms.flatMap((one) => receivers.map((receiver) => ({ one, receiver })));
  await insert(
    client,
    'notification.dispatches',
    each.map(({ one, receiver: { slot, kind, role, digit } }) => ({
      ...{ dispatch_id: dispatchOf(one, digit), escalation_id: escalationOf(numberOf(one)), campaign_id: campaignId },
      ...{ slot, kind, role_due: role, site_code: siteCode, district_code: '330105', policy_version: 1 },
      ...{ opened_at: ago(55), called_at: ago(55), queued_at: ago(55), received_at: ago(54.99) },
      ...{ call: 1, told_call: 1, epoch: 1, rung: 0, owner_role: role, owner_since: ago(55), stands_in: false },
      ...{ attempt: 1, version: 1 },
    })),
  );
  await insert(
    client,
    'notification.dispatch_calls',
    each.map(({ one, receiver: { role, digit } }) => ({
      ...{ dispatch_id: dispatchOf(one, digit), call: 1, rung: 0, role, reason: 'opened' },
      ...{ called_at: ago(55), policy_version: 1 },
    })),
  );
}

export async function fillIsolation(client: pg.Client): Promise<void> {
  await insert(
    client,
    'isolation.alerts',
    alarms.map((one) => ({
      ...about(one),
      received_at: ago(54.6),
      taken_at: ago(50),
      taken_by: 'duty-1',
      taken_policy_version: 1,
      version: 1,
    })),
  );
  await insert(client, 'isolation.alert_members', memberRows);
  const person = { campaign_id: campaignId };
  await insert(
    client,
    'isolation.subjects',
    recalled.map((one) => ({ ...person, participant_id: personId(one.person) })),
  );
  const place = { site_code: siteCode, district_code: '330105' };
  await insert(
    client,
    'isolation.cases',
    [
      { number: 3, state: 'verified' },
      { number: 4, state: 'cleared' },
    ].map(({ number, state }) => ({
      case_id: caseOf(number),
      ...person,
      participant_id: personId(number),
      escalation_id: escalationOf(numberOf(tubes.detected)),
      ...place,
      state,
      opened_at: ago(54),
      changed_at: ago(40),
      version: 2,
    })),
  );
  await insert(client, 'isolation.tasks', [
    {
      ...{ task_id: campaign.uuid(6, 21), kind: 'decide-end', subject: caseOf(3), sequence: 1, ...person },
      ...{ participant_id: personId(3), case_id: caseOf(3), ...place, owner_role: 'isolation-officer', detail: {} },
      ...{ policy_version: 1, opened_by: 'isolation', opened_at: ago(40), begins_at: ago(40), due_at: ago(-1_000) },
      changed_at: ago(40),
    },
  ]);
  const reportId = campaign.uuid(6, 31);
  await insert(client, 'isolation.case_reports', [
    {
      ...{ report_id: reportId, case_id: caseOf(3), sequence: 1, ...person, participant_id: personId(3), ...place },
      ...{ tube_id: tubes.detected.tubeId, result_version: 1, verified_at: ago(40) },
      ...{ report_due_at: ago(-80), investigate_due_at: ago(-1_400) },
    },
  ]);
  await insert(
    client,
    'isolation.tasks',
    (['report-case', 'investigate'] as const).map((kind, index) => ({
      ...{ task_id: campaign.uuid(6, 32 + index), kind, subject: reportId, sequence: 1, ...person, case_id: caseOf(3) },
      ...{ participant_id: personId(3), ...place, owner_role: 'cdc-duty', detail: {}, policy_version: 1 },
      ...{ opened_by: 'isolation', opened_at: ago(40), begins_at: ago(40), due_at: ago(-80), changed_at: ago(40) },
    })),
  );
  await insert(client, 'isolation.contact_questions', [
    {
      ...{ question_id: campaign.questionId, ...person, case_id: caseOf(3), participant_id: personId(3) },
      ...{ category: 'close-contact', from_at: ago(5_800), asked_at: ago(40), policy_version: 1 },
      ...{ neighbour_parts_told: 1, neighbours_found: 0, neighbours_told_at: ago(40) },
      ...{ household_found: 0, household_told_at: ago(40), look_back_told_at: ago(40) },
    },
  ]);
  await insert(
    client,
    'isolation.recollections',
    recalled.map((one) => ({
      order_id: orderOf(one.person),
      ...person,
      participant_id: personId(one.person),
      cause: one.cause,
      cause_tube_id: one.tube.tubeId,
      ...place,
      state: 'open',
      actor: 'duty-1',
      policy_version: 1,
      due_at: ago(-60),
      requested_at: ago(30),
      changed_at: ago(30),
    })),
  );
}

const pack = {
  packId: 'drill-1',
  issuer: '演练指挥部',
  number: '1',
  legalBasis: '演练',
  holdHoursMax: 6,
  remedyZh: '可提出异议',
  remedyEn: 'object',
};

/** One hold that was right from its beginning to its end. */
export async function fillMeasures(client: pg.Client): Promise<void> {
  const whose = { campaign_id: campaignId, participant_id: personId(4) };
  await insert(client, 'isolation.campaign_policies', [
    { campaign_id: campaignId, version: 1, policy: { version: 1, measures: pack }, recorded_at: ago(60) },
  ]);
  const times = { recorded_at: ago(50), starts_at: ago(50), ends_at: ago(-310), ended_at: ago(40) };
  const basis = { basis_kind: 'own-result-chain', basis_escalation_id: escalationOf(numberOf(tubes.detected)) };
  const ground = {
    authority: pack.issuer,
    decree_number: pack.number,
    legal_basis: pack.legalBasis,
    policy_pack_id: pack.packId,
  };
  await insert(client, 'isolation.measures', [
    {
      ...{
        measure_id: measureId,
        case_id: caseOf(4),
        ...whose,
        kind: 'hold',
        category: 'suspected',
        place: 'on-the-spot',
      },
      ...{
        ...basis,
        basis_tube_id: tubes.detected.tubeId,
        basis_result_version: 1,
        reason: 'detected',
        site_code: siteCode,
      },
      ...{
        ...ground,
        policy_version: 1,
        remedy_zh: pack.remedyZh,
        remedy_en: pack.remedyEn,
        decided_by: 'duty-1',
        version: 2,
      },
      ...{ ...times, ended_because: 'single-tube-not-detected', ended_by: 'isolation' },
    },
  ]);
}

const part = (purpose: string, kind: string, name: string, persons: number, count: number, round = roundId) => ({
  campaign_id: campaignId,
  round_id: round,
  purpose,
  kind,
  name,
  persons,
  tubes: count,
});

/** The wall of the healthy campaign, counted by hand. */
const wall = [
  part('round', 'stage', 'sampled', 8, 6),
  part('round', 'stage', 'sealed', 7, 5),
  part('round', 'stage', 'handed', 7, 5),
  part('round', 'stage', 'received', 5, 3),
  part('round', 'stage', 'resulted', 5, 3),
  part('round', 'stage', 'released', 5, 3),
  part('round', 'place', 'answered', 2, 1),
  part('round', 'place', 'alarm', 2, 1),
  part('round', 'place', 'void', 1, 1),
  part('round', 'place', 'lost', 1, 1),
  part('round', 'place', 'leaking', 1, 1),
  part('round', 'place', 'invalid', 1, 1),
  ...['sampled', 'sealed', 'handed', 'received', 'resulted', 'released'].map((stage) =>
    part('recollection', 'stage', stage, 2, 2),
  ),
  part('recollection', 'place', 'alarm', 1, 1),
  part('recollection', 'place', 'answered', 1, 1),
  part('round', 'stage', 'sampled', 1, 1, openRoundId),
  part('round', 'stage', 'sealed', 1, 1, openRoundId),
  part('round', 'place', 'at-site', 1, 1, openRoundId),
];

const places: Readonly<Record<keyof typeof tubes, string>> = {
  plain: 'answered',
  detected: 'alarm',
  void: 'void',
  lost: 'lost',
  rejected: 'leaking',
  invalid: 'invalid',
  verifies: 'alarm',
  clears: 'answered',
  waiting: 'at-site',
};

export async function fillWall(client: pg.Client): Promise<void> {
  await insert(client, 'command_centre.funnel_counts', wall);
  await insert(
    client,
    'command_centre.tubes',
    Object.entries(places).map(([name, place]) => ({
      tube_id: tubes[name as keyof typeof tubes].tubeId,
      campaign_id: campaignId,
      place,
    })),
  );
  await insert(client, 'command_centre.cases', [
    { case_id: caseOf(3), campaign_id: campaignId, opened_at: ago(54), verified_at: ago(40), cleared_at: null },
    { case_id: caseOf(4), campaign_id: campaignId, opened_at: ago(54), verified_at: null, cleared_at: ago(40) },
  ]);
  await insert(
    client,
    'command_centre.recollections',
    recalled.map(({ person, tube, cause }) => ({
      order_id: orderOf(person),
      campaign_id: campaignId,
      cause,
      cause_tube_id: tube.tubeId,
    })),
  );
}
