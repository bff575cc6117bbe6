import { deviceKey } from '@lib/contracts/http/registration/places';
import { importJWK, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { proofOf, publicKeyOf } from './device-key.js';

const newDevice = async () => ({
  deviceId: '3f1c2b9e-6a44-4e0d-9a51-000000000001',
  keys: await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']),
});

test('a proof is of the form that registration takes, by the clock of the house, and another each time', async () => {
  const device = await newDevice();
  const publicKey = await publicKeyOf(device);
  expect(deviceKey.parse(publicKey)).toEqual(publicKey);
  const aheadMs = 600_000;
  const currentDate = new Date(Date.now() + aheadMs);
  const rules = { algorithms: ['ES256'], typ: 'device-proof+jwt', audience: 'bulou-shift-token', currentDate };
  const read = async () =>
    jwtVerify(await proofOf(device, 'shift-1', aheadMs), await importJWK(publicKey, 'ES256'), {
      ...rules,
      maxTokenAge: 60,
    });
  const [one, two] = [await read(), await read()];
  expect(one.payload).toMatchObject({ shiftId: 'shift-1', deviceId: device.deviceId });
  expect(one.payload.jti).not.toBe(two.payload.jti);
});

test('the private half cannot be read out', async () => {
  const { keys } = await newDevice();
  await expect(crypto.subtle.exportKey('jwk', keys.privateKey)).rejects.toThrow();
});
