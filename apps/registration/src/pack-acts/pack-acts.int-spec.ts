import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packDefaults } from '@lib/contracts/policy-pack';
import type { TokenClaims } from '@lib/platform';
import { namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const second: TokenClaims = { sub: 'centre-1', role: 'command-centre', scope: {} };
let room: Room;
let folder: string;
const kafka = namespacedKafka();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-packs-'));
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

const post = (path: string, as: TokenClaims, body: unknown) => room.call('POST', path, { as, body, key: randomUUID() });

async function openCampaign(kind: 'live' | 'drill'): Promise<string> {
  const campaignId = randomUUID();
  const opened = await post('/v1/campaigns', admin, { campaignId, name: '演练一', kind, timeScale: 1 });
  expect(opened.status).toBe(201);
  return campaignId;
}

const pack = (kind: 'live' | 'drill') => ({
  packId: `test-${kind}`,
  ...{
    kind,
    issuer: '演练指挥部',
    number: '演练〔2026〕1号',
    legalBasis: '演练',
    disease: '演练病',
    targets: '演练人员',
  },
  ...{ validFrom: '2020-01-01T00:00:00Z', source: 'test', remedyZh: '可提出异议', remedyEn: 'object', holdHoursMax: 6 },
  rules: packDefaults,
});
const act = (kind: 'live' | 'drill', what: 'activate' | 'deactivate', version = 1) => ({
  ...{ packId: `test-${kind}`, version, act: what, reason: '演练' },
});

async function twoPeople(campaignId: string, body: object): Promise<{ status: number; body: unknown }> {
  const proposed = await post(`/v1/campaigns/${campaignId}/pack-acts`, admin, body);
  expect(proposed.status).toBe(201);
  const { actId } = proposed.body as { actId: string };
  return post(`/v1/pack-acts/${actId}/confirm`, second, {});
}

describe('policy packs', () => {
  test('ship dated, with their sources, and none is in force; anybody may read them', async () => {
    const answer = await room.call('GET', '/v1/policy-packs');
    const { packs } = answer.body as {
      packs: {
        packId: string;
        version: number;
        validFrom: string;
        source: string;
        inForce: unknown[];
        rules: { categories: object };
      }[];
    };
    const seeds = ['jan-2023', 'notice-002-central', 'notice-002-home', 'notice-003', 'nov-2022', 'plan-9'];
    expect(packs.map(({ packId }) => packId)).toEqual(expect.arrayContaining(seeds));
    expect(packs.every(({ inForce, source }) => inForce.length === 0 && source !== '')).toBe(true);
    const plan9 = packs.findLast(({ packId }) => packId === 'plan-9');
    expect(plan9?.rules.categories).toMatchObject({
      'close-contact': {
        stages: [
          { place: 'facility', days: 7 },
          { place: 'home', days: 3 },
        ],
        countsFrom: 'last-contact',
      },
    });
    expect(packs.find(({ packId }) => packId === 'jan-2023')?.rules.categories).toEqual({});
  });

  test('whose days are over are put in force by nobody', async () => {
    const campaignId = await openCampaign('live');
    const old = { packId: 'plan-9', version: 1, act: 'activate', reason: '演练' };
    expect(await post(`/v1/campaigns/${campaignId}/pack-acts`, admin, old)).toMatchObject({
      status: 409,
      body: { code: 'PACK_NOT_VALID' },
    });
  });

  test('are put in and out of force by two people, and every room is told', async () => {
    expect(await post('/v1/policy-packs', admin, pack('live'))).toMatchObject({ status: 201, body: { version: 1 } });
    expect(await post('/v1/policy-packs', admin, pack('live'))).toMatchObject({ status: 201, body: { version: 2 } });
    const campaignId = await openCampaign('live');
    const alone = await post(`/v1/campaigns/${campaignId}/policy`, admin, {
      policy: {
        measures: {
          packId: 'x',
          issuer: 'x',
          number: 'x',
          legalBasis: 'x',
          holdHoursMax: 1,
          remedyZh: 'x',
          remedyEn: 'x',
        },
      },
      reason: '一人',
    });
    expect(alone).toMatchObject({ status: 409, body: { code: 'PACK_NEEDS_TWO_PEOPLE' } });
    const proposed = await post(`/v1/campaigns/${campaignId}/pack-acts`, admin, act('live', 'activate', 2));
    const { actId } = proposed.body as { actId: string };
    expect(await post(`/v1/pack-acts/${actId}/confirm`, admin, {})).toMatchObject({
      status: 409,
      body: { code: 'SECOND_SIGNATURE_NEEDED' },
    });
    expect(await post(`/v1/pack-acts/${actId}/confirm`, second, {})).toMatchObject({
      status: 200,
      body: { policyVersion: 2 },
    });
    expect(await post(`/v1/pack-acts/${actId}/confirm`, second, {})).toMatchObject({
      status: 409,
      body: { code: 'PACK_ACT_DONE' },
    });
    expect((await twoPeople(campaignId, act('live', 'deactivate', 2))).status).toBe(200);
    const told = await room.postgres.admin<{ payload: { policy: { measures?: object } } }>(
      `select payload from registration.outbox where aggregateid = $1 and type = 'registration.policy-changed.v1' order by position`,
      [campaignId],
    );
    expect(told.map(({ payload }) => payload.policy.measures)).toEqual([
      expect.objectContaining({ packId: 'test-live', packVersion: 2, kind: 'live', holdHoursMax: 6 }),
      undefined,
    ]);
  });

  test('whose proposal is older than a day are proposed anew', async () => {
    expect(await post('/v1/policy-packs', admin, pack('live'))).toMatchObject({ status: 201 });
    const campaignId = await openCampaign('live');
    const propose = async () => {
      const { body } = await post(`/v1/campaigns/${campaignId}/pack-acts`, admin, act('live', 'activate', 1));
      return (body as { actId: string }).actId;
    };
    const [old, fresh] = [await propose(), await propose()];
    await room.postgres.admin(
      `update registration.policy_pack_acts set proposed_at = proposed_at - interval '25 hours' where act_id = $1`,
      [old],
    );
    const lapsed = await post(`/v1/pack-acts/${old}/confirm`, second, {});
    expect(lapsed).toMatchObject({ status: 404, body: { code: 'PACK_ACT_UNKNOWN' } });
    expect((await post(`/v1/pack-acts/${fresh}/confirm`, second, {})).status).toBe(200);
  });

  test('that one person proposed can be read by the second: who, what, why, until when; confirmed or lapsed it is gone', async () => {
    expect(await post('/v1/policy-packs', admin, pack('live'))).toMatchObject({ status: 201 });
    const campaignId = await openCampaign('live');
    const propose = async () =>
      (await post(`/v1/campaigns/${campaignId}/pack-acts`, admin, act('live', 'activate', 1))).body as {
        actId: string;
      };
    const [{ actId: old }, { actId }] = [await propose(), await propose()];
    await room.postgres.admin(
      `update registration.policy_pack_acts set proposed_at = proposed_at - interval '25 hours' where act_id = $1`,
      [old],
    );
    const waiting = async () =>
      ((await room.call('GET', '/v1/pack-acts', { as: second })).body as { acts: { actId: string }[] }).acts;
    const found = await waiting();
    expect(found.some((one) => one.actId === old)).toBe(false);
    expect(found.find((one) => one.actId === actId)).toMatchObject({
      ...{ campaignId, campaignName: '演练一', packId: 'test-live', version: 1, area: null, act: 'activate' },
      ...{ reason: '演练', proposedBy: 'admin-1' },
    });
    const sampler: TokenClaims = { sub: 's', role: 'sampler', scope: { site: '330105-0001' } };
    expect(await room.call('GET', '/v1/pack-acts', { as: sampler })).toMatchObject({ status: 403 });
    await post(`/v1/pack-acts/${actId}/confirm`, second, {});
    expect((await waiting()).some((one) => one.actId === actId)).toBe(false);
  });

  test('of a drill govern no live campaign, and the reverse; the database has the last word', async () => {
    await post('/v1/policy-packs', admin, pack('drill'));
    const [live, drill] = [await openCampaign('live'), await openCampaign('drill')];
    for (const [campaignId, kind] of [
      [live, 'drill'],
      [drill, 'live'],
    ] as const) {
      const mixed = await post(`/v1/campaigns/${campaignId}/pack-acts`, admin, act(kind, 'activate'));
      expect(mixed).toMatchObject({ status: 409, body: { code: 'DRILL_AND_LIVE_MIXED' } });
    }
    const plant = (kind: string) =>
      room.postgres.admin(
        `insert into registration.policy_pack_acts values (gen_random_uuid(), $1, $2, 'test-drill', 1, null, 'activate', 'x', 'a', clock_timestamp())`,
        [live, kind],
      );
    await expect(plant('live')).rejects.toThrow(/pack_governs_its_own_kind/);
    await expect(plant('drill')).rejects.toThrow(/pack_act_of_its_own_kind/);
    const twice = room.postgres.admin(
      `insert into registration.policy_pack_acts values (gen_random_uuid(), $1, 'drill', 'test-drill', 1, null, 'activate', 'x', 'a', clock_timestamp(), 'a', clock_timestamp())`,
      [drill],
    );
    await expect(twice).rejects.toThrow(/pack_act_needs_two_people/);
    const rewrite = room.postgres.admin(
      `update registration.policy_packs set valid_to = null where pack_id = 'plan-9'`,
    );
    await expect(rewrite).rejects.toThrow(/not rewritten/);
  });
});
