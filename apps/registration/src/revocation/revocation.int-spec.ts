import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenClaims } from '@lib/platform';
import { namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const [here, there] = ['330105-0001', '330106-0001'];
const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const manager: TokenClaims = { sub: 'site-1', role: 'site-manager', scope: { site: here } };
const auditor: TokenClaims = { sub: 'gateway', role: 'auditor', scope: {} };
const [deviceHere, deviceThere] = [randomUUID(), randomUUID()];
const path = '/v1/revocations';

interface List {
  version: number;
  isSame: boolean;
  revocations: { revocationId: string; kind: string; value: string; revokedBy: string }[];
}

let room: Room;
let folder: string;
const kafka = namespacedKafka();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-revoke-'));
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
  const campaignId = randomUUID();
  await send('/v1/campaigns', admin, { campaignId, name: '演练', kind: 'drill' });
  const sites = [here, there].map((siteCode) => ({ siteCode, districtCode: siteCode.slice(0, 6), name: '点' }));
  await send(`/v1/campaigns/${campaignId}/sites`, admin, { sites });
  await send('/v1/devices', admin, { deviceId: deviceHere, siteCode: here, label: '一' });
  await send('/v1/devices', admin, { deviceId: deviceThere, siteCode: there, label: '二' });
});

afterAll(async () => {
  await room?.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

const send = (to: string, as: TokenClaims, body: unknown) => room.call('POST', to, { as, key: randomUUID(), body });
const revoke = (as: TokenClaims, body: object) => send(path, as, { reason: 'stolen', ...body });
const list = async (query = '') => (await room.call('GET', path + query, { as: auditor })).body as List;
const valuesNow = async () => (await list()).revocations.map(({ value }) => value);

describe('a revocation', () => {
  test('says what, by whom and why, and is in the audit chain', async () => {
    const made = await revoke(admin, { kind: 'subject', value: 'lab-7' });
    expect(made.status).toBe(201);
    const { revocationId } = made.body as { revocationId: string };
    const known = (await list()).revocations.find((each) => each.revocationId === revocationId);
    expect(known).toMatchObject({
      kind: 'subject',
      value: 'lab-7',
      reason: 'stolen',
      revokedBy: 'admin-1',
      until: null,
    });
    const acts = await room.postgres.admin(
      `select kind, actor_id, object_id from registration_audit.entries where kind = 'access-revoked' and object_id = 'lab-7'`,
    );
    expect(acts).toEqual([{ kind: 'access-revoked', actor_id: 'admin-1', object_id: 'lab-7' }]);
  });

  test('of a device or shift of the own site is the site manager’s, of anything else it is not', async () => {
    expect((await revoke(manager, { kind: 'device', value: deviceHere })).status).toBe(201);
    const [foreign, absent] = await Promise.all(
      [deviceThere, randomUUID()].map((value) => revoke(manager, { kind: 'device', value })),
    );
    expect([foreign?.status, foreign?.body]).toEqual([404, absent?.body]);
    expect(await revoke(manager, { kind: 'shift', value: randomUUID() })).toMatchObject({ status: 404 });
    expect(await revoke(manager, { kind: 'subject', value: 'lab-7' })).toMatchObject({ status: 403 });
    expect(await valuesNow()).not.toContain(deviceThere);
  });

  test('by an administrator does not wait for the device to be known', async () => {
    const value = randomUUID();
    expect((await revoke(admin, { kind: 'device', value: value.toUpperCase() })).status).toBe(201);
    expect(await valuesNow()).toContain(value);
  });

  test('by anybody else is refused, and so is one that never begins or gives its reason in a sentence', async () => {
    const sampler: TokenClaims = { sub: 's', role: 'sampler', scope: { site: here } };
    expect(await revoke(sampler, { kind: 'device', value: deviceHere })).toMatchObject({ status: 403 });
    expect(await revoke(auditor, { kind: 'device', value: deviceHere })).toMatchObject({ status: 403 });
    const over = { kind: 'subject', value: 'x', until: '2022-01-01T00:00:00.000Z' };
    expect(await revoke(admin, over)).toMatchObject({ status: 422, body: { code: 'REVOCATION_OVER' } });
    expect(await revoke(admin, { kind: 'subject', value: 'x', reason: '王小明丢了手机' })).toMatchObject({
      status: 400,
    });
    expect(await revoke(admin, { kind: 'device', value: 'no-uuid' })).toMatchObject({ status: 400 });
  });

  test('is ended by an administrator alone, once', async () => {
    const made = await revoke(admin, { kind: 'subject', value: 'wall-3' });
    const of = `${path}/${(made.body as { revocationId: string }).revocationId}`;
    expect(await room.call('DELETE', of, { as: manager })).toMatchObject({ status: 403 });
    expect(await room.call('DELETE', of, { as: admin })).toMatchObject({ status: 200 });
    expect(await room.call('DELETE', of, { as: admin })).toMatchObject({ status: 404 });
    expect(await valuesNow()).not.toContain('wall-3');
  });
});

describe('the list of devices', () => {
  const devices = async (as: TokenClaims, query = '') =>
    (await room.call('GET', `/v1/devices${query}`, { as })).body as {
      devices: {
        deviceId: string;
        label: string;
        shift: object | null;
        revocations: { kind: string; revokedBy: string }[];
      }[];
    };
  const campaignWithASite = async (siteCode: string) => {
    const campaignId = randomUUID();
    await send('/v1/campaigns', admin, { campaignId, name: '演练', kind: 'drill' });
    await send(`/v1/campaigns/${campaignId}/sites`, admin, {
      sites: [{ siteCode, districtCode: siteCode.slice(0, 6), name: '点' }],
    });
    return campaignId;
  };

  test('shows a site manager the own devices with the shift that runs, and what of them is in force as shut out', async () => {
    const [siteCode, deviceId, shiftId] = ['330107-0001', randomUUID(), randomUUID()];
    const chief: TokenClaims = { sub: 'site-7', role: 'site-manager', scope: { site: siteCode } };
    const campaignId = await campaignWithASite(siteCode);
    await send('/v1/devices', chief, { deviceId, siteCode, label: '三' });
    expect((await devices(chief)).devices).toMatchObject([{ deviceId, shift: null, revocations: [] }]);
    await send('/v1/shifts', chief, { shiftId, campaignId, siteCode, deviceId });
    await revoke(chief, { kind: 'shift', value: shiftId });
    await revoke(chief, { kind: 'device', value: deviceId });
    const [seen] = (await devices(chief)).devices;
    expect(seen).toMatchObject({ label: '三', shift: { shiftId, startedBy: 'site-7' } });
    expect(seen?.revocations.map(({ kind, revokedBy }) => `${kind} ${revokedBy}`)).toEqual([
      'shift site-7',
      'device site-7',
    ]);
  });

  test('shows nobody the devices of another site, whichever is asked for, and an administrator each', async () => {
    expect((await devices(manager)).devices.map(({ deviceId }) => deviceId)).toEqual([deviceHere]);
    expect((await devices(manager, `?site=${there}`)).devices).toEqual([]);
    expect((await devices(admin, `?site=${there}`)).devices.map(({ deviceId }) => deviceId)).toEqual([deviceThere]);
    const all = (await devices(admin)).devices.map(({ deviceId }) => deviceId);
    expect(all).toEqual(expect.arrayContaining([deviceHere, deviceThere]));
    expect(await room.call('GET', '/v1/devices', { as: auditor })).toMatchObject({ status: 403 });
  });

  test('forgets what was ended', async () => {
    const deviceId = randomUUID();
    await send('/v1/devices', admin, { deviceId, siteCode: there, label: '四' });
    const made = await revoke(admin, { kind: 'device', value: deviceId });
    const own = async () => (await devices(admin, `?site=${there}`)).devices.find((one) => one.deviceId === deviceId);
    expect((await own())?.revocations).toHaveLength(1);
    await room.call('DELETE', `${path}/${(made.body as { revocationId: string }).revocationId}`, { as: admin });
    expect((await own())?.revocations).toEqual([]);
  });
});

describe('the list of revocations', () => {
  test('is left out while it is the same, and told again after any change', async () => {
    const { version } = await list();
    expect(await list(`?known=${version}`)).toEqual({ version, isSame: true, revocations: [] });
    await revoke(admin, { kind: 'subject', value: 'new-one' });
    const next = await list(`?known=${version}`);
    expect(next).toMatchObject({ version: version + 1, isSame: false });
    expect(next.revocations.map(({ value }) => value)).toContain('new-one');
  });

  test('misses none of many that are made at once', async () => {
    const values = Array.from({ length: 20 }, (_, index) => `crowd-${index}`);
    const { version } = await list();
    await Promise.all(values.map((value) => revoke(admin, { kind: 'subject', value })));
    const after = await list(`?known=${version}`);
    expect(after.version).toBe(version + 20);
    expect(after.revocations.map(({ value }) => value)).toEqual(expect.arrayContaining(values));
  });

  test('leaves out what is over', async () => {
    const until = new Date(Date.now() + 1_500).toISOString();
    await revoke(admin, { kind: 'subject', value: 'short', until });
    expect(await valuesNow()).toContain('short');
    await expect.poll(valuesNow, { timeout: 5_000, interval: 200 }).not.toContain('short');
  });
});
