import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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

const newKey = () => randomBytes(32).toString('base64');

interface IdentityFile {
  keys: { id: string; aes: string; hmac?: string }[];
  current: string;
  certificate?: object;
}

const writeIdentity = (files: KeyFiles, content: IdentityFile): void =>
  // Renamed into place: whoever reads while it is written sees the old file or the new one, whole.
  replaceFile(files.identity, `${JSON.stringify(content, null, 2)}\n`);

function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, secret);
  renameSync(`${path}.new`, path);
}

const readIdentity = (files: KeyFiles): IdentityFile =>
  JSON.parse(readFileSync(files.identity, 'utf8')) as IdentityFile;

/** A closed campaign is certified under a key of its own kind; systems from before get one. */
async function ensureIdentity(files: KeyFiles): Promise<void> {
  const held = existsSync(files.identity)
    ? readIdentity(files)
    : { keys: [{ id: 'k1', aes: newKey() }], current: 'k1' };
  if (held.certificate !== undefined) return;
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
  writeIdentity(files, { ...held, certificate: { ...(await exportJWK(privateKey)), kid } });
}

/** Puts one more key into the file and makes it the one that wraps; older ones stay for what they still wrap. */
export function addWrappingKey(files: KeyFiles): string {
  const held = readIdentity(files);
  const id = `k${held.keys.length + 1}`;
  writeIdentity(files, { ...held, keys: [...held.keys, { id, aes: newKey() }], current: id });
  return id;
}

/** The keys of this system, made once: the local issuer's pair, and those that hide identity numbers. */
export async function ensureKeys(state: string): Promise<KeyFiles> {
  const files = keyFilesIn(state);
  mkdirSync(join(state, 'keys'), { recursive: true, mode: 0o700 });
  if (!existsSync(files.issuer)) await mintIssuer(files);
  await ensureIdentity(files);
  return files;
}

export const readJwk = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
