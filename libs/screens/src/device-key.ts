import type { DeviceKey } from '@lib/contracts/http/registration/places';
import { openDB } from 'idb';

interface OwnDevice {
  readonly deviceId: string;
  readonly keys: CryptoKeyPair;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** This browser as a device: an id and a key that no script can read out, made once and kept. */
export async function ownDevice(): Promise<OwnDevice> {
  const shelf = await openDB('bulou-own-device', 1, { upgrade: (db) => void db.createObjectStore('device') });
  const known = (await shelf.get('device', 'own')) as OwnDevice | undefined;
  if (known) return known;
  const keys = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const made: OwnDevice = { deviceId: crypto.randomUUID(), keys };
  await shelf.put('device', made, 'own');
  return made;
}

/** Out: the public half, as registration takes it. */
export async function publicKeyOf({ keys }: OwnDevice): Promise<DeviceKey> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  return { kty: 'EC', crv: 'P-256', x, y };
}

/** In: the shift and how far the house's clock is ahead of this one. Out: a proof that is good once, for a minute. */
export async function proofOf({ deviceId, keys }: OwnDevice, shiftId: string, aheadMs: number): Promise<string> {
  const iat = Math.floor((Date.now() + aheadMs) / 1_000);
  const claims = { shiftId, deviceId, jti: crypto.randomUUID(), iat, aud: 'bulou-shift-token' };
  const text = `${part({ alg: 'ES256', typ: 'device-proof+jwt' })}.${part(claims)}`;
  const signing = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(signing, keys.privateKey, new TextEncoder().encode(text));
  return `${text}.${base64url(new Uint8Array(signature))}`;
}

const part = (content: object): string => base64url(new TextEncoder().encode(JSON.stringify(content)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
