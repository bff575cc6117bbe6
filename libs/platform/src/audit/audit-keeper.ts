import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@lib/vocabulary';
import type { Log } from '../log.js';
import type { Shutdown } from '../shutdown.js';
import type { AuditStore, ChainHead } from './audit-store.js';
import { refusalLimits } from './refusal-ledger.js';
import type { RefusalLedger } from './refusal-ledger.js';
import { readSigningKey, SignedLog } from './signed-log.js';
import type { SigningKey } from './signed-log.js';

export interface AuditKeeperParts {
  readonly service: string;
  readonly store: AuditStore;
  readonly ledger: RefusalLedger;
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the checkpoints, on another disk or machine than the database; none without both. */
  readonly folder?: string | undefined;
  readonly keyFile?: string | undefined;
}

// Settled by the law of the house: a checkpoint leaves the database each minute.
const checkpointMs = 60_000;

/** Writes down what was refused, each second, and signs how far the chain goes, each minute and at the end. */
export class AuditKeeper {
  #timers: NodeJS.Timeout[] = [];
  #flushing: Promise<void> = Promise.resolve();
  #key: SigningKey | undefined;

  constructor(private readonly parts: AuditKeeperParts) {}

  /** Begins. Throws when the folder or the key is named and cannot be used: an unsigned chain must not go unnoticed. */
  async start(shutdown: Shutdown): Promise<void> {
    const { folder, keyFile, log } = this.parts;
    if (folder && keyFile) {
      await mkdir(folder, { recursive: true });
      this.#key = await readSigningKey(keyFile);
    } else log.warn('no checkpoints of the audit chain are signed: BULOU_AUDIT_FOLDER and BULOU_AUDIT_KEY are not set');
    // At once, so that even the empty chain of a fresh database is known by its id outside.
    await this.checkpoint();
    this.#every(refusalLimits.flushMs, () => this.flush());
    this.#every(checkpointMs, () => this.checkpoint());
    shutdown.add('relay', 'audit', () => this.stop());
  }

  /** Writes what was refused since the last time; what cannot be written is counted on. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      const rows = this.parts.ledger.take();
      if (rows.length === 0) return;
      try {
        await this.parts.store.append(rows);
      } catch (error) {
        this.parts.ledger.giveBack(rows);
        this.parts.log.error('refusals could not be written into the audit chain; they are counted on', error);
      }
    });
    return this.#flushing;
  }

  /** Signs how far the chain goes. Throws nothing: the next minute tries again, and `verify` sees the gap. */
  async checkpoint(): Promise<void> {
    const key = this.#key;
    if (key === undefined) return;
    try {
      await this.parts.store.checkpoint((head) => this.#sign(head, key));
    } catch (error) {
      this.parts.log.error('the audit chain could not be anchored', error);
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.flush();
    await this.checkpoint();
  }

  #sign(head: ChainHead, key: SigningKey) {
    const { service, folder = '', clock } = this.parts;
    const log = new SignedLog(join(folder, `${service}.${head.chainId}.checkpoints.jsonl`), key);
    return log.append({ service, ...head, at: clock.now().toISOString() });
  }

  #every(milliseconds: number, work: () => Promise<void>): void {
    const timer = setInterval(() => void work(), milliseconds);
    timer.unref();
    this.#timers.push(timer);
  }
}
