import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { auditFilesIn } from '../../audit/audit-files.js';
import { type PublicKeys, readPublicKeys } from './signed-lines.js';

/** The last checkpoint of a chain that an earlier look has seen. */
export interface SeenCheckpoint {
  readonly file: string;
  readonly number: number;
  readonly hash: string;
}

/** What lies outside the database: the folder of checkpoints, the keys that sign them, and our own memory of it. */
export interface AuditEvidence {
  /** Text of every file in the folder, by its name. */
  readonly files: ReadonlyMap<string, string>;
  /** Text of one file as it is now; empty when it is gone. */
  readonly readNow: (name: string) => string;
  readonly keys: PublicKeys;
  readonly seen: readonly SeenCheckpoint[];
}

const seenForm = z.array(z.object({ file: z.string(), number: z.int(), hash: z.string() }));

// Beside the folder and not in it: whoever may cut the folder's files may not make us forget that they were longer.
const seenFile = (state: string): string => join(state, 'audit-seen.json');

/** Out: the evidence of a run state; nothing when checkpoints were never kept here. */
export function auditEvidenceIn(state: string, elsewhere?: string): AuditEvidence | undefined {
  const files = auditFilesIn(state);
  const folder = elsewhere ?? files.folder;
  if (!existsSync(folder) || !existsSync(files.publicKeys)) return undefined;
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const seen = existsSync(seenFile(state)) ? readFileSync(seenFile(state), 'utf8') : '[]';
  return {
    files: new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    readNow: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''),
    keys: readPublicKeys(readFileSync(files.publicKeys, 'utf8')),
    seen: seenForm.parse(JSON.parse(seen)),
  };
}

/** Remembers how long the files were that were found whole. */
export function rememberCheckpoints(state: string, seen: readonly SeenCheckpoint[]): void {
  writeFileSync(seenFile(state), `${JSON.stringify(seen, null, 1)}\n`, { mode: 0o600 });
}
