import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { campaignView } from '@lib/contracts/http/registration/campaigns';
import { namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import type { TokenClaims } from '@lib/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const [here, there] = ['330105-0001', '330106-0001'];
const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const manager: TokenClaims = { sub: 'site-1', role: 'site-manager', scope: { site: here } };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: here } };

let room: Room;
let folder: string;
const kafka = namespacedKafka();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-registration-'));
  const secret = () => randomBytes(32).toString('base64');
  const keys = { keys: [{ id: 'k1', hmac: secret(), aes: secret() }], current: 'k1' };
  await writeFile(join(folder, 'identity.json'), JSON.stringify(keys), { mode: 0o600 });
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: join(folder, 'identity.json') },
  });
});

afterAll(async () => {
  await room?.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

const command = (path: string, as: TokenClaims, body: unknown, key: string = randomUUID()) =>
  room.call('POST', path, { as, key, body });
const facts = (key: string) =>
  room.postgres.admin<{ type: string; aggregate_version: number; payload: Record<string, unknown> }>(
    'select type, aggregate_version, payload from registration.outbox where aggregateid = $1 order by position',
    [key],
  );

async function openCampaign(more: Record<string, unknown> = {}): Promise<string> {
  const campaignId = randomUUID();
  const opened = await command('/v1/campaigns', admin, {
    campaignId,
    name: '演练一',
    kind: 'drill',
    timeScale: 144,
    ...more,
  });
  expect(opened).toMatchObject({ status: 201, body: { campaignId, policyVersion: 1 } });
  return campaignId;
}

const times = { opensAt: '2026-11-21T00:00:00.000Z', closesAt: '2026-11-21T12:00:00.000Z' };
const aSite = (siteCode: string, more: Record<string, unknown> = {}) => ({
  siteCode,
  districtCode: siteCode.slice(0, 6),
  name: '东苑广场采样点',
  ...more,
});

describe('a campaign', () => {
  test('is opened once, with its policy, and told so', async () => {
    const campaignId = await openCampaign({ policy: { proofHours: 24 } });
    expect(await facts(campaignId)).toMatchObject([
      {
        type: 'registration.campaign-opened.v1',
        aggregate_version: 1,
        payload: { kind: 'drill', timeScale: 144, policy: { version: 1, proofHours: 24, proofGreyMinutes: 10 } },
      },
    ]);
    const again = await command('/v1/campaigns', admin, { campaignId, name: '演练二', kind: 'live' });
    expect(again).toMatchObject({ status: 409, body: { code: 'CAMPAIGN_EXISTS' } });
  });

  test('repeated under one key is opened once', async () => {
    const [key, body] = [randomUUID(), { name: '演练', kind: 'drill' }];
    const first = await command('/v1/campaigns', admin, body, key);
    expect((await command('/v1/campaigns', admin, body, key)).body).toEqual(first.body);
    expect(await facts((first.body as { campaignId: string }).campaignId)).toHaveLength(1);
  });

  test('changes the value that a decree names and no other, each with who, why and since when', async () => {
    const campaignId = await openCampaign({ policy: { ctCutOff: 35 } });
    const path = `/v1/campaigns/${campaignId}/policy`;
    const changed = await command(path, admin, { policy: { proofHours: 72 }, reason: '第二号通告' });
    expect(changed).toMatchObject({ status: 201, body: { policyVersion: 2 } });
    expect((await facts(campaignId)).at(-1)).toMatchObject({
      type: 'registration.policy-changed.v1',
      aggregate_version: 2,
      payload: { policy: { version: 2, proofHours: 72, ctCutOff: 35 } },
    });
    const rows = await room.postgres.admin(
      `select key, value, source, actor, reason from registration.policy_values where campaign_id = $1 and version = 2`,
      [campaignId],
    );
    expect(rows).toEqual([{ key: 'proofHours', value: 72, source: 'change', actor: 'admin-1', reason: '第二号通告' }]);
    expect(await command(path, admin, { policy: { proofHours: 72 }, reason: 'again' })).toMatchObject({
      body: { policyVersion: 2 },
    });
    expect(await command(path, admin, { policy: { proofHour: 1 }, reason: 'typing error' })).toMatchObject({
      status: 400,
    });
  });

  test('numbers its facts without gap or twin, whoever acts at once', async () => {
    const campaignId = await openCampaign();
    const open = (number: number) => command(`/v1/campaigns/${campaignId}/rounds`, admin, { number, ...times });
    const answers = await Promise.all([1, 2, 3, 4, 5, 5].map(open));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409]);
    expect((await facts(campaignId)).map((fact) => fact.aggregate_version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('closes a round once', async () => {
    const campaignId = await openCampaign();
    const opened = await command(`/v1/campaigns/${campaignId}/rounds`, admin, { number: 1, ...times });
    const { roundId } = opened.body as { roundId: string };
    const close = () => command(`/v1/rounds/${roundId}/close`, admin, {});
    const answers = await Promise.all([close(), close()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await close()).toMatchObject({ status: 409, body: { code: 'ROUND_CLOSED' } });
    expect((await facts(campaignId)).map((fact) => fact.type)).toEqual([
      'registration.campaign-opened.v1',
      'registration.round-opened.v1',
      'registration.round-closed.v1',
    ]);
    expect(await command(`/v1/rounds/${randomUUID()}/close`, admin, {})).toMatchObject({
      body: { code: 'ROUND_UNKNOWN' },
    });
  });

  test('is listed with its policy and rounds, newest first, page by page', async () => {
    const [older, newer] = [await openCampaign(), await openCampaign({ targetPersons: 20_000 })];
    await command(`/v1/campaigns/${newer}/rounds`, admin, { number: 1, ...times });
    type Page = { campaigns: { campaignId: string }[]; next: string };
    const first = (await room.call('GET', '/v1/campaigns?limit=1', { as: sampler })).body as Page;
    expect(first.campaigns).toHaveLength(1);
    expect(campaignView.parse(first.campaigns[0])).toMatchObject({
      campaignId: newer,
      targetPersons: 20_000,
      rounds: [{ number: 1, state: 'open', ...times }],
    });
    const second = (await room.call('GET', `/v1/campaigns?limit=1&cursor=${first.next}`, { as: sampler })).body as Page;
    expect(second.campaigns[0]?.campaignId).toBe(older);
  });
});

describe('a site', () => {
  test('is told once, and again only when it changed; its events are numbered over all campaigns', async () => {
    const campaigns = [await openCampaign(), await openCampaign()];
    const site = '330107-0001';
    const register = (campaign: number, more = {}) =>
      command(`/v1/campaigns/${campaigns[campaign]}/sites`, admin, { sites: [aSite(site, more)] });
    await register(0);
    await register(0);
    await register(1, { longitude: 120.1, latitude: 30.3 });
    await register(0, { name: '文三路采样点' });
    expect((await facts(site)).map((fact) => [fact.aggregate_version, fact.payload['name']])).toEqual([
      [1, '东苑广场采样点'],
      [2, '东苑广场采样点'],
      [3, '文三路采样点'],
    ]);
    const listed = await room.call('GET', `/v1/campaigns/${campaigns[0]}/sites`, { as: sampler });
    expect(listed.body).toEqual({ sites: [{ siteCode: site, districtCode: '330107', name: '文三路采样点' }] });
  });

  test('in a county that is not among the imported divisions is refused, and the others are taken', async () => {
    const campaignId = await openCampaign();
    await room.call('PUT', '/v1/divisions', { as: admin, body: { divisions: [{ code: '330105', name: '拱墅区' }] } });
    const body = { sites: [aSite(here), aSite('999999-0001'), aSite(here)] };
    const answer = await command(`/v1/campaigns/${campaignId}/sites`, admin, body);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        accepted: 1,
        errors: [
          { row: 2, code: 'DIVISION_UNKNOWN' },
          { row: 3, code: 'SITE_TWICE' },
        ],
      },
    });
  });

  test('of no campaign is not registered', async () => {
    const answer = await command(`/v1/campaigns/${randomUUID()}/sites`, admin, { sites: [aSite(here)] });
    expect(answer).toMatchObject({ status: 404, body: { code: 'CAMPAIGN_UNKNOWN' } });
  });
});

describe('a device and its shift', () => {
  test('belong to one site; to the manager of another they do not exist', async () => {
    const campaignId = await openCampaign();
    await command(`/v1/campaigns/${campaignId}/sites`, admin, { sites: [aSite(here)] });
    const deviceId = randomUUID();
    const device = { deviceId, siteCode: here, label: '1号台' };
    expect(await command('/v1/devices', manager, device)).toMatchObject({ status: 201 });
    const foreign: TokenClaims = { ...manager, scope: { site: there } };
    expect(await command('/v1/devices', foreign, device)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await command('/v1/devices', { ...manager, scope: {} }, device)).toMatchObject({ status: 403 });
    const shift = { shiftId: randomUUID(), campaignId, siteCode: here, deviceId };
    expect(await command('/v1/shifts', sampler, shift)).toMatchObject({
      status: 201,
      body: { shiftId: shift.shiftId },
    });
    const unknown = { ...shift, shiftId: randomUUID(), deviceId: randomUUID() };
    expect(await command('/v1/shifts', sampler, unknown)).toMatchObject({ status: 404 });
    expect(await command('/v1/shifts', foreign, { ...shift, shiftId: randomUUID() })).toMatchObject({ status: 404 });
  });

  test('are not taken from another site', async () => {
    const campaignId = await openCampaign();
    await command(`/v1/campaigns/${campaignId}/sites`, admin, { sites: [aSite(here), aSite('330105-0002')] });
    const device = { deviceId: randomUUID(), siteCode: '330105-0002', label: '2号台' };
    await command('/v1/devices', admin, device);
    expect(await command('/v1/devices', manager, { ...device, siteCode: here })).toMatchObject({
      status: 409,
      body: { code: 'DEVICE_OF_OTHER_SITE' },
    });
    expect(await command('/v1/devices', admin, { ...device, siteCode: here })).toMatchObject({ status: 201 });
  });
});

test('whoever may not plan a campaign is refused', async () => {
  expect(await command('/v1/campaigns', sampler, { name: 'x', kind: 'drill' })).toMatchObject({ status: 403 });
  expect(await room.call('POST', '/v1/campaigns', { body: {} })).toMatchObject({ status: 401 });
});
