import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@lib/vocabulary';
import { auditHash, auditRoot, canonicalJson } from '@lib/vocabulary';
import { sha256 } from '../sha256.js';
import type { Surroundings } from '../surroundings.js';
import { AuditKeeper } from './audit-keeper.js';
import type { AuditRow } from './audit-row.js';
import type { AuditStore, ChainHead, CheckpointMark } from './audit-store.js';

/**
 * The chain of a process without a database (the gateway): one file per start, so that two replicas never write into
 * each other's lines. Its times are the machine's.
 */
export class FileAuditStore implements AuditStore {
  readonly file: string;
  #head: ChainHead;
  #recordedAt = '';

  constructor(
    folder: string,
    service: string,
    chainId: string,
    private readonly clock: Clock,
  ) {
    this.file = join(folder, `${service}.${chainId}.entries.jsonl`);
    this.#head = { chainId, sequence: 0, hash: auditRoot };
  }

  async append(rows: readonly AuditRow[]): Promise<void> {
    const now = this.clock.now().toISOString();
    const recordedAt = now > this.#recordedAt ? now : this.#recordedAt;
    let head = this.#head;
    let text = '';
    for (const row of rows) {
      const entry = { ...row, chainId: head.chainId, sequence: head.sequence + 1, recordedAt };
      const hash = auditHash(sha256, head.hash, entry);
      text += `${canonicalJson({ ...entry, previous: head.hash, hash })}\n`;
      head = { ...head, sequence: entry.sequence, hash };
    }
    await appendFile(this.file, text, { mode: 0o640 });
    this.#head = head;
    this.#recordedAt = recordedAt;
  }

  async checkpoint(write: (head: ChainHead) => Promise<CheckpointMark>): Promise<boolean> {
    // Nobody was refused by this process yet: there is nothing to anchor and no file to leave behind.
    if (this.#head.sequence > 0) await write(this.#head);
    return true;
  }
}

/**
 * Keeps the refusals of a process without a database in a file chain in the audit folder, with checkpoints beside it;
 * without a folder they are only logged. In: what the process has once.
 */
export async function keepFileAudit(given: Surroundings): Promise<void> {
  const { config, clock, log, shutdown } = given;
  if (config.auditFolder === '') return log.warn('refusals are not kept: BULOU_AUDIT_FOLDER is not set');
  const store = new FileAuditStore(config.auditFolder, config.app, given.ids.uuid7(), clock);
  const { auditFolder: folder, auditKeyFile: keyFile } = config;
  const parts = { service: config.app, store, ledger: given.refusals, clock, log, folder, keyFile };
  await new AuditKeeper(parts).start(shutdown);
}
