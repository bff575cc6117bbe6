import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenClaims } from '@lib/platform';
import { namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const [here, there] = ['330105-0001', '330106-0001'];
const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const manager: TokenClaims = { sub: 'site-1', role: 'site-manager', scope: { site: here } };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: here } };
const campaignId = randomUUID();

let room: Room;
let folder: string;
let device: Device;
let shiftId: string;
const kafka = namespacedKafka();

interface Device {
  readonly deviceId: string;
  readonly publicKey: object;
  readonly privateKey: CryptoKey;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-proof-'));
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
  await send('/v1/campaigns', admin, { campaignId, name: '演练', kind: 'drill' });
  const sites = [here, there].map((siteCode) => ({ siteCode, districtCode: siteCode.slice(0, 6), name: '点' }));
  await send(`/v1/campaigns/${campaignId}/sites`, admin, { sites });
});

beforeEach(async () => {
  device = await newDevice();
  expect((await register(device)).status).toBe(201);
  shiftId = await startShift(device);
});

afterAll(async () => {
  await room?.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

const send = (to: string, as: TokenClaims, body: unknown) => room.call('POST', to, { as, key: randomUUID(), body });

async function newDevice(): Promise<Device> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: false });
  const { kty, crv, x, y } = await exportJWK(publicKey);
  return { deviceId: randomUUID(), publicKey: { kty, crv, x, y }, privateKey };
}

const register = ({ deviceId, publicKey }: Device, more: object = {}, as = manager) =>
  send('/v1/devices', as, { deviceId, siteCode: here, label: '一号机', publicKey, ...more });

async function startShift({ deviceId }: Device): Promise<string> {
  const id = randomUUID();
  expect((await send('/v1/shifts', sampler, { shiftId: id, campaignId, siteCode: here, deviceId })).status).toBe(201);
  return id;
}

const claims = (more: object = {}) => ({
  ...{ shiftId, deviceId: device.deviceId, jti: randomUUID(), aud: 'bulou-shift-token' },
  iat: Math.floor(Date.now() / 1_000),
  ...more,
});

const sign = (payload: Record<string, unknown>, key: CryptoKey = device.privateKey, typ = 'device-proof+jwt') =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ }).sign(key);

const prove = async (proof: string | Promise<string>) =>
  room.call('POST', '/v1/shift-proofs', { body: { proof: await proof } });

const endShift = (ago: string) =>
  room.postgres.admin(
    `with keys as (update registration.devices set key_since = now() - interval '41 hours')
     update registration.shifts set recorded_at = now() - interval '40 hours', ends_at = now() - $2::interval where shift_id = $1`,
    [shiftId, ago],
  );

const wrong = { status: 401, body: { code: 'DEVICE_PROOF_WRONG' } };

describe('a device’s proof', () => {
  test('names the shift that was started on it, whose duty it is, and when it ends', async () => {
    const proven = await prove(sign(claims()));
    expect(proven).toMatchObject({
      status: 200,
      body: { actor: 'sampler-1', siteCode: here, deviceId: device.deviceId, shiftId },
    });
    expect(Date.parse((proven.body as { endsAt: string }).endsAt)).toBeGreaterThan(Date.now());
  });

  test('is good once: the same proof again is worth nothing, a new one is', async () => {
    const proof = await sign(claims());
    expect((await prove(proof)).status).toBe(200);
    expect(await prove(proof)).toMatchObject(wrong);
    expect((await prove(sign(claims()))).status).toBe(200);
  });

  test('sent ten times at once is taken once', async () => {
    const proof = await sign(claims());
    const answers = await Promise.all(Array.from({ length: 10 }, () => prove(proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test.each<[string, () => Promise<string>]>([
    ['by another key', async () => sign(claims(), (await newDevice()).privateKey)],
    ['for another use', () => sign(claims({ aud: 'bulou' }))],
    ['of another type', () => sign(claims(), device.privateKey, 'at+jwt')],
    ['a minute and more old', () => sign(claims({ iat: Math.floor(Date.now() / 1_000) - 62 }))],
    ['a minute and more ahead', () => sign(claims({ iat: Math.floor(Date.now() / 1_000) + 63 }))],
    ['without its own number', () => sign(claims({ jti: undefined }))],
    ['without a time', () => sign(claims({ iat: undefined }))],
    ['for a shift that nobody started', () => sign(claims({ shiftId: randomUUID() }))],
    ['for a device that nobody registered', () => sign(claims({ deviceId: randomUUID() }))],
    ['with a wish of its own', () => sign(claims({ role: 'admin' }))],
    ['that is three words', () => Promise.resolve('no.proof.atall')],
  ])('%s is wrong, and no answer says why', async (_what, make) => {
    expect(await prove(make())).toMatchObject(wrong);
  });

  test('of one device for the shift of another is wrong', async () => {
    const other = await newDevice();
    await register(other);
    expect(await prove(sign(claims({ deviceId: other.deviceId }), other.privateKey))).toMatchObject(wrong);
  });

  test('unsigned, or signed with the public key as a password, is wrong', async () => {
    const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const header = { alg: 'none', typ: 'device-proof+jwt' };
    expect(await prove(`${part(header)}.${part(claims())}.AA`)).toMatchObject(wrong);
    const secret = Buffer.from(JSON.stringify(device.publicKey));
    const forged = new SignJWT(claims()).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret);
    expect(await prove(forged)).toMatchObject(wrong);
  });

  test('of a device that has moved to another site is wrong', async () => {
    await register(device, { siteCode: there }, admin);
    expect(await prove(sign(claims()))).toMatchObject(wrong);
  });

  test.each(['device', 'shift', 'subject'])('is refused once the %s is revoked', async (kind) => {
    const value = { device: device.deviceId, shift: shiftId, subject: 'sampler-1' }[kind];
    const until = new Date(Date.now() + 1_500).toISOString();
    expect((await send('/v1/revocations', admin, { kind, value, reason: 'stolen', until })).status).toBe(201);
    expect(await prove(sign(claims()))).toMatchObject({ status: 401, body: { code: 'REVOKED' } });
    await expect.poll(async () => (await prove(sign(claims()))).status, { timeout: 5_000, interval: 200 }).toBe(200);
  });

  test('still counts for a day after the shift, to hand in what it recorded, and then no more', async () => {
    await endShift('23 hours 59 minutes');
    const late = await prove(sign(claims()));
    expect(late.status).toBe(200);
    expect(Date.parse((late.body as { endsAt: string }).endsAt)).toBeLessThan(Date.now());
    await endShift('24 hours 1 minute');
    expect(await prove(sign(claims()))).toMatchObject({ status: 403, body: { code: 'SHIFT_OVER' } });
  });
});

describe('the token of a shift', () => {
  test('starts no further shift: the person signs in again for that, or stays signed in for ever', async () => {
    const body = { shiftId: randomUUID(), campaignId, siteCode: here, deviceId: device.deviceId };
    const scope = { ...sampler.scope, device: device.deviceId, shift: shiftId };
    const inShift = { ...sampler, scope, shiftEndsAt: new Date(Date.now() + 3_600_000) };
    expect(await send('/v1/shifts', inShift, body)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect((await send('/v1/shifts', sampler, body)).status).toBe(201);
  });
});

describe('the key of a device', () => {
  test('is put once; another one only if a person says that it replaces it', async () => {
    const { publicKey, privateKey } = await newDevice();
    const other = { ...device, publicKey, privateKey };
    expect(await register(other)).toMatchObject({ status: 409, body: { code: 'DEVICE_KEY_KNOWN' } });
    expect((await register(device)).status).toBe(201);
    expect((await register(other, { replacesKey: true })).status).toBe(201);
    expect(await prove(sign(claims()))).toMatchObject(wrong);
    shiftId = await startShift(other);
    expect((await prove(sign(claims(), privateKey))).status).toBe(200);
    const acts = await room.postgres.admin(
      `select actor_id from registration_audit.entries where kind = 'device-key-replaced' and object_id = $1`,
      [device.deviceId],
    );
    expect(acts).toEqual([{ actor_id: 'site-1' }]);
  });

  test.each([
    ['another key', true],
    ['its first key', false],
  ])('that came after the shift began makes nobody the sampler who began it: %s', async (_what, hadKey) => {
    const bare = await newDevice();
    const later = await newDevice();
    await register(bare, hadKey ? {} : { publicKey: undefined });
    shiftId = await startShift(bare);
    device = { ...later, deviceId: bare.deviceId };
    expect((await register(device, { replacesKey: true })).status).toBe(201);
    expect(await prove(sign(claims()))).toMatchObject(wrong);
    shiftId = await startShift(device);
    expect((await prove(sign(claims()))).status).toBe(200);
  });

  test('stays when the device is registered again without one', async () => {
    expect((await register(device, { publicKey: undefined })).status).toBe(201);
    expect((await prove(sign(claims()))).status).toBe(200);
  });

  test('is a point of its curve, and never the private half', async () => {
    const { deviceId } = await newDevice();
    const none = { ...device.publicKey, x: 'A'.repeat(43) };
    expect(await register({ ...device, deviceId, publicKey: none })).toMatchObject({ status: 400 });
    const both = { ...device.publicKey, d: 'A'.repeat(43) };
    expect(await register({ ...device, deviceId, publicKey: both })).toMatchObject({ status: 400 });
  });

  test('is needed: a device without one proves nothing', async () => {
    const bare = await newDevice();
    await register(bare, { publicKey: undefined });
    const itsShift = await startShift(bare);
    const proof = sign(claims({ deviceId: bare.deviceId, shiftId: itsShift }), bare.privateKey);
    expect(await prove(proof)).toMatchObject(wrong);
  });
});
