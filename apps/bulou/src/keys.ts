import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

export interface KeyFiles {
  readonly issuer: string;
  readonly jwks: string;
  readonly identity: string;
}

export function keyFilesIn(state: string): KeyFiles {
  const folder = join(state, 'keys');
  return {
    issuer: join(folder, 'issuer.private.json'),
    jwks: join(folder, 'jwks.json'),
    identity: join(folder, 'identity.json'),
  };
}

const secret = { mode: 0o600 } as const;

async function mintIssuer(files: KeyFiles): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const open = await exportJWK(publicKey);
  const marks = { kid: await calculateJwkThumbprint(open), alg: 'ES256', use: 'sig' };
  writeFileSync(files.issuer, `${JSON.stringify({ ...(await exportJWK(privateKey)), ...marks })}\n`, secret);
  writeFileSync(files.jwks, `${JSON.stringify({ keys: [{ ...open, ...marks }] }, null, 2)}\n`, secret);
}

function mintIdentity(files: KeyFiles): void {
  const key = () => randomBytes(32).toString('base64');
  const keys = [{ id: 'k1', hmac: key(), aes: key() }];
  writeFileSync(files.identity, `${JSON.stringify({ keys, current: 'k1' }, null, 2)}\n`, secret);
}

/** The keys of this system, made once: the local issuer's pair, and those that hide identity numbers. */
export async function ensureKeys(state: string): Promise<KeyFiles> {
  const files = keyFilesIn(state);
  mkdirSync(join(state, 'keys'), { recursive: true, mode: 0o700 });
  if (!existsSync(files.issuer)) await mintIssuer(files);
  if (!existsSync(files.identity)) mintIdentity(files);
  return files;
}

export const readJwk = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
