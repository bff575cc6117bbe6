import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSigningKey, SignedLog, systemClock } from '@lib/platform';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

export interface AuditFiles {
  /** Checkpoints of every chain, the gateway's own chain, and the log of resets. Survives `down --wipe`. */
  readonly folder: string;
  /** Signs them; kept apart from the folder, so that whoever may write there cannot sign. */
  readonly key: string;
  /** Every public key that ever signed here, as a JWK set. */
  readonly publicKeys: string;
  readonly resets: string;
}

export function auditFilesIn(state: string): AuditFiles {
  const folder = join(state, 'audit');
  return {
    folder,
    key: join(state, 'audit-key', 'checkpoint.private.json'),
    publicKeys: join(state, 'audit-key', 'checkpoint-keys.json'),
    resets: join(folder, 'launcher.resets.jsonl'),
  };
}

/** The key that signs checkpoints, made once for a run state; a wipe leaves it, since old checkpoints stay to be read. */
export async function ensureAuditKey(state: string): Promise<AuditFiles> {
  const files = auditFilesIn(state);
  mkdirSync(files.folder, { recursive: true });
  mkdirSync(join(state, 'audit-key'), { recursive: true, mode: 0o700 });
  if (existsSync(files.key)) return files;
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
  const open = await exportJWK(publicKey);
  const marks = { kid: await calculateJwkThumbprint(open), alg: 'EdDSA', use: 'sig' };
  const known = existsSync(files.publicKeys)
    ? (JSON.parse(readFileSync(files.publicKeys, 'utf8')) as { keys: unknown[] }).keys
    : [];
  const set = { keys: [...known, { ...open, ...marks }] };
  writeFileSync(files.publicKeys, `${JSON.stringify(set, null, 2)}\n`, { mode: 0o644 });
  writeFileSync(files.key, `${JSON.stringify({ ...(await exportJWK(privateKey)), ...marks })}\n`, { mode: 0o600 });
  return files;
}

const checkpointFile = /^([a-z-]+)\.([0-9a-f-]{36})\.checkpoints\.jsonl$/;

/** Out: the chains of which checkpoints stand in the folder; a missing folder has none. */
export function anchoredChains(folder: string): { service: string; chainId: string; file: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const [, service, chainId] = checkpointFile.exec(name) ?? [];
    return service === undefined || chainId === undefined ? [] : [{ service, chainId, file: join(folder, name) }];
  });
}

/** Writes beside the checkpoints that everything was wiped, and which chains ended by it, before anything is. */
export async function recordReset(state: string): Promise<void> {
  const files = auditFilesIn(state);
  if (!existsSync(files.key)) return;
  // The gateway keeps its chain in the folder itself, which stays.
  const ended = anchoredChains(files.folder).filter(({ service }) => service !== 'gateway');
  await new SignedLog(files.resets, await readSigningKey(files.key)).append({
    kind: 'state-reset',
    at: systemClock.now().toISOString(),
    chains: ended.map(({ chainId }) => chainId).toSorted(),
  });
}
