import { testServer } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWaitingFacts } from '../../apps/bulou/src/status/waiting-facts.js';
import { ago, batchId, campaignId, deviceId, labCode, roundId, siteCode, uploadId, uuid } from './healthy-campaign.js';
import { type AllRooms, insert, openAllRooms } from './rooms.js';

const [atSite, answered, atLab] = ['21000000001235', '21000000002225', '21000000003215'];

const sampled = (tubeId: string, state: 'sealed' | 'handed', minutesAgo: number) => ({
  ...{ tube_id: tubeId, campaign_id: campaignId, round_id: roundId, site_code: siteCode, purpose: 'round', state },
  ...{ capacity: 10, specimens: 0, members: '\\x', batch_id: state === 'handed' ? batchId : null },
  ...{ opened_by: 'sampler-1', opened_device_id: deviceId, opened_device_seq: 1, opened_captured_at: ago(minutesAgo) },
  ...{ opened_at: ago(minutesAgo), sealed_at: ago(minutesAgo - 1), seal_digest: '\\x00' },
  ...{ custody_seq: 1, custody_hash: '\\x00', facts_told: 0, version: 1 },
});

const alert = (n: number, minutesAgo: number, taken: { taken_at: string; taken_by: string } | object = {}) => ({
  ...{ escalation_id: uuid(5, n), campaign_id: campaignId, tube_id: atLab, result_version: n, finding: 'detected' },
  ...{ purpose: 'round', site_code: siteCode, district_code: '330105', lab_code: labCode, upload_id: uploadId },
  ...{ alarm_share_of_upload: 0, state: 'open', raised_at: ago(minutesAgo), opened_at: ago(minutesAgo) },
  ...{ recorded_at: ago(minutesAgo), attempt: 0, rung: 0, version: 1, owner_role: 'cdc-duty', owner_person: 'duty-1' },
  ...{ taken_at: null, taken_by: null, ...taken },
});

describe('the three oldest things that status opens with', () => {
  let rooms: AllRooms;
  beforeAll(async () => {
    rooms = await openAllRooms();
  });
  afterAll(() => rooms.close());

  const oldest = async () => {
    const { rows } = await rooms.client.query<{ name: string }>('select current_database() as name');
    const url = new URL(testServer('postgresUrl'));
    url.pathname = `/${rows[0]?.name}`;
    return (await readWaitingFacts(url.href)).oldest;
  };

  test('are none where nothing waits', async () => {
    expect(await oldest()).toEqual({ event: null, alert: null, tube: null });
  });

  test('name the alert that waits longest, with its owner, and never one that somebody took', async () => {
    const taken = { taken_at: ago(1), taken_by: 'duty-1' };
    await insert(rooms.client, 'notification.escalations', [alert(1, 50, taken), alert(2, 20), alert(3, 10)]);
    expect((await oldest()).alert).toMatchObject({ id: uuid(5, 2), where: '330105, duty-1' });
  });

  test('name the tube that waits longest, wherever it is, and never one that went its way', async () => {
    await insert(rooms.client, 'batching.tubes', [sampled(answered, 'handed', 90), sampled(atSite, 'sealed', 30)]);
    expect((await oldest()).tube).toMatchObject({ id: atSite, where: `sealed at ${siteCode}` });
    const atBench = { lab_code: labCode, batch_id: batchId, custody_seq: 1, custody_hash: '00', recorded_at: ago(60) };
    const counted = { result_sequence: 0, detection_sequence: 0, changed_at: ago(60) };
    await insert(rooms.client, 'lab.lab_tubes', [{ tube_id: atLab, state: 'received', ...atBench, ...counted }]);
    const told = { tube_id: atLab, batch_id: batchId, lab_code: labCode, recorded_at: ago(60) };
    await insert(rooms.client, 'lab.expected_tubes', [told]);
    expect((await oldest()).tube).toMatchObject({ id: atLab, where: `received at ${labCode}` });
    await rooms.client.query(`update lab.lab_tubes set state = 'rejected'`);
    expect((await oldest()).tube).toMatchObject({ id: atSite });
  });
});
