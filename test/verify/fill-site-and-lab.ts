import type pg from 'pg';
import * as campaign from './healthy-campaign.js';
import { type ChainedLink, type HealthyTube, allTubes, tubes } from './healthy-campaign.js';
import { insert } from './rooms.js';

const { ago, batchId, boxCode, campaignId, deviceId, labCode, openRoundId, roundId, siteCode, uploadId } = campaign;

export async function fillRegistration(client: pg.Client): Promise<void> {
  const opened = { opened_by: 'admin-1', captured_at: ago(90), opened_at: ago(90) };
  await insert(client, 'registration.campaigns', [
    { campaign_id: campaignId, name: '演练', kind: 'drill', time_scale: 60, policy_version: 1, version: 3, ...opened },
  ]);
  const round = (id: string, number: number, closed: object) => ({
    round_id: id,
    campaign_id: campaignId,
    number,
    opens_at: ago(90),
    closes_at: ago(-90),
    opened_by: 'admin-1',
    opened_captured_at: ago(90),
    opened_recorded_at: ago(90),
    ...closed,
  });
  await insert(client, 'registration.rounds', [
    round(roundId, 1, { closed_by: 'admin-1', closed_at: ago(1) }),
    round(openRoundId, 2, { closed_by: null, closed_at: null }),
  ]);
  await insert(
    client,
    'registration.recollection_orders',
    recalled.map(({ person, tube, cause }) => ({
      order_id: campaign.orderOf(person),
      campaign_id: campaignId,
      participant_id: campaign.personId(person),
      cause,
      cause_tube_id: tube.tubeId,
      site_code: siteCode,
      due_at: ago(-60),
      requested_at: ago(30),
      ordered_at: ago(30),
    })),
  );
}

/** Who is called again, and because of which tube. */
export const recalled: readonly { person: number; tube: HealthyTube; cause: string }[] = [
  { person: 3, tube: tubes.detected, cause: 'detected' },
  { person: 4, tube: tubes.detected, cause: 'detected' },
  { person: 5, tube: tubes.void, cause: 'void' },
  { person: 6, tube: tubes.lost, cause: 'lost' },
  { person: 7, tube: tubes.rejected, cause: 'leaking' },
  { person: 8, tube: tubes.invalid, cause: 'invalid' },
];

const linkRow = ({ entry, hash }: ChainedLink) => ({
  tube_id: entry.tubeId,
  seq: entry.seq,
  step: entry.step,
  actor: entry.actor,
  device_id: entry.deviceId,
  place: entry.place,
  reason: entry.reason,
  captured_at: entry.capturedAt,
  recorded_at: entry.recordedAt,
  detail: entry.detail,
  hash,
});

const atSite = (one: HealthyTube) => campaign.chainOf(one).filter(({ entry }) => !campaign.isOfLab(entry.step));
const purposeOf = ({ orderId }: HealthyTube) => ({
  purpose: orderId ? 'recollection' : 'round',
  order_id: orderId ?? null,
});
const wasHanded = (one: HealthyTube) => one.end !== 'void' && one.end !== 'waiting';

const sealing = (one: HealthyTube, seq: number) => ({
  sealed_by: 'sampler-1',
  sealed_device_id: deviceId,
  sealed_device_seq: seq,
  sealed_captured_at: ago(59),
  sealed_at: ago(59),
  seal_digest: `\\x${campaign.sealOf(one)}`,
});

const voiding = { voided_by: 'sampler-1', voided_at: ago(59), void_reason: 'void' };

const without = (part: object): object => Object.fromEntries(Object.keys(part).map((name) => [name, null]));

function siteRow(one: HealthyTube, links: readonly ChainedLink[]) {
  const isVoid = one.end === 'void';
  const head = links.at(-1);
  const seq = campaign.numberOf(one) * 100;
  const seal = sealing(one, seq + 90);
  return {
    tube_id: one.tubeId,
    campaign_id: campaignId,
    campaign_kind: 'drill',
    round_id: one.roundId,
    site_code: siteCode,
    ...purposeOf(one),
    capacity: one.orderId ? 1 : 5,
    state: head?.entry.step,
    specimens: one.people.length,
    members: campaign.packedAtSite(one),
    hands: [{ deviceId, actor: 'sampler-1' }],
    opened_by: 'sampler-1',
    opened_device_id: deviceId,
    opened_device_seq: seq,
    opened_captured_at: ago(60),
    opened_at: ago(60),
    ...(isVoid ? without(seal) : seal),
    ...(isVoid ? voiding : without(voiding)),
    batch_id: wasHanded(one) ? batchId : null,
    custody_seq: head?.entry.seq,
    custody_hash: `\\x${head?.hash}`,
    facts_told: 1,
    version: 3,
  };
}

export async function fillBatching(client: pg.Client): Promise<void> {
  const chains = allTubes.map((one) => ({ one, links: atSite(one) }));
  await insert(
    client,
    'batching.tubes',
    chains.map(({ one, links }) => siteRow(one, links)),
  );
  // A full tube refused the person, who went into the next one of the same round.
  await insert(client, 'batching.journal_exceptions', [
    {
      device_id: deviceId,
      seq: 299,
      fingerprint: '\\x00',
      campaign_id: campaignId,
      site_code: siteCode,
      actor: 'sampler-1',
      kind: 'scan',
      tube_id: tubes.plain.tubeId,
      subject_kind: 'person',
      subject_id: campaign.personId(3),
      outcome: 'refused',
      reason: 'TUBE_FULL',
      answer: {},
      captured_at: ago(60),
      recorded_at: ago(60),
    },
  ]);
  await insert(
    client,
    'batching.custody_entries',
    chains.flatMap(({ links }) => links.map((link) => ({ ...linkRow(link), hash: `\\x${link.hash}` }))),
  );
  await insert(client, 'batching.batches', [
    {
      batch_id: batchId,
      box_code: boxCode,
      campaign_id: campaignId,
      site_code: siteCode,
      lab_code: labCode,
      state: 'handed-over',
      opened_by: 'manager-1',
      opened_at: ago(58),
      tubes_counted: allTubes.filter(wasHanded).length,
      seal_number: 'S-1',
      handed_over_by: 'manager-1',
      taken_over_by: 'courier-1',
      handed_over_captured_at: ago(57),
      handed_over_at: ago(57),
      facts_told: 1,
      version: 2,
    },
  ]);
}

// The laboratory hears of a tube when it is sealed, long before it is sent.
const unseen = {
  state: 'expected',
  recorded_at: ago(57),
  changed_at: ago(57),
  result_sequence: 0,
  detection_sequence: 0,
};

const handedOver = (one: HealthyTube) => ({
  batch_id: batchId,
  lab_code: labCode,
  specimens: one.people.length,
  handed_custody_seq: atSite(one).at(-1)?.entry.seq,
  handed_custody_hash: atSite(one).at(-1)?.hash,
});

export async function fillLab(client: pg.Client): Promise<void> {
  const told = allTubes.filter((one) => one.end !== 'void');
  const known = told.filter(wasHanded);
  await insert(
    client,
    'lab.lab_tubes',
    told.map((one) => {
      if (!known.includes(one)) return { ...unseen, tube_id: one.tubeId };
      const head = campaign.chainOf(one).at(-1);
      const isThere = one.end === 'resulted';
      const times = { received_at: isThere ? ago(56) : null, recorded_at: ago(57), changed_at: ago(50) };
      const custody = { custody_seq: head?.entry.seq, custody_hash: head?.hash };
      const counts = { result_sequence: 1, detection_sequence: campaign.isAlarming(one) ? 1 : 0 };
      return {
        tube_id: one.tubeId,
        state: one.end,
        lab_code: labCode,
        batch_id: batchId,
        ...times,
        ...custody,
        ...counts,
      };
    }),
  );
  await insert(
    client,
    'lab.expected_tubes',
    told.map((one) => ({
      tube_id: one.tubeId,
      campaign_id: campaignId,
      round_id: one.roundId,
      site_code: siteCode,
      ...purposeOf(one),
      members: campaign.packedAtLab(one),
      sampled_at: ago(59),
      ...(known.includes(one) ? handedOver(one) : { batch_id: null, lab_code: null, specimens: null }),
      recorded_at: ago(57),
    })),
  );
  const links = known.flatMap((one) => campaign.chainOf(one).filter(({ entry }) => campaign.isOfLab(entry.step)));
  await insert(client, 'lab.custody_entries', links.map(linkRow));
  await insert(client, 'lab.bench_acts', [
    {
      id: campaign.uuid(6, 1),
      tube_id: tubes.rejected.tubeId,
      lab_code: labCode,
      kind: 'rejected',
      batch_id: batchId,
      reason: 'leaking',
      actor: 'technician-1',
      recorded_at: ago(56),
      state: 'told',
    },
  ]);
  await fillUpload(client);
}

async function fillUpload(client: pg.Client): Promise<void> {
  const tested = allTubes.filter((one) => one.finding !== undefined);
  await insert(client, 'lab.uploads', [
    {
      id: uploadId,
      lab_code: labCode,
      sha256: campaign.hash('file'),
      bytes: 100,
      format: 'csv',
      titles: [],
      rows_read: tested.length,
      alarm_share: 0.4,
      uploaded_by: 'technician-1',
      recorded_at: ago(55),
      released_by: 'supervisor-1',
      released_at: ago(50),
    },
  ]);
  const row = (one: HealthyTube) => tested.indexOf(one) + 2;
  const tested_at = ago(56);
  await insert(
    client,
    'lab.upload_rows',
    tested.map((one) => ({
      upload_id: uploadId,
      row: row(one),
      lab_code: labCode,
      tube_id: one.tubeId,
      finding: one.finding,
      ct: {},
      tested_at,
      time_is_unreadable: false,
      cells: [],
      outcome: 'accepted',
      result_version: 1,
      recorded_at: ago(55),
      settled_at: ago(55),
    })),
  );
  await insert(
    client,
    'lab.results',
    tested.map((one) => ({
      tube_id: one.tubeId,
      version: 1,
      status: 'final',
      effective: true,
      finding: one.finding,
      lab_code: labCode,
      upload_id: uploadId,
      row: row(one),
      tested_at,
      uploaded_by: 'technician-1',
      recorded_by: 'technician-1',
      recorded_at: ago(55),
      released_by: 'supervisor-1',
      released_at: ago(50),
    })),
  );
}
