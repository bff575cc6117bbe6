import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureAuditKey } from '../audit/audit-files.js';
import type { Context } from '../command.js';
import { ensureKeys } from '../keys.js';
import { withLock } from '../lock.js';
import { askRunning } from '../supervisor/client.js';
import type { ProcessState } from '../supervisor/spec.js';
import { type PartsWanted, partsUp } from './parts-up.js';
import { servicesUp } from './services-up.js';

export interface UpWanted extends PartsWanted {
  readonly partsOnly?: boolean;
  readonly only?: readonly string[];
}

/** One line of the answer, as the interface promises it. */
export interface Standing {
  readonly name: string;
  readonly ready: boolean;
  readonly port: number;
  readonly pid: number | null;
}

export interface Up {
  readonly url: string;
  readonly seconds: number;
  readonly services: readonly Standing[];
  /** PostgreSQL, Redis and the brokers, where they are ours. */
  readonly parts: readonly Standing[];
}

const brief = ({ name, ready, port, pid }: ProcessState): Standing => ({ name, ready, port, pid });

/** Brings everything up that is not up yet; the second call finds the first one's system and changes nothing. */
export async function ensureUp({ config }: Context, wanted: UpWanted = {}): Promise<Up> {
  const since = performance.now();
  mkdirSync(config.state, { recursive: true });
  return withLock(join(config.state, 'up.lock'), async () => {
    const addresses = await partsUp(config, wanted);
    await ensureKeys(config.state);
    await ensureAuditKey(config.state);
    if (!wanted.partsOnly) await servicesUp(config, addresses, wanted.only ?? config.only);
    const { processes } = await askRunning(config, { op: 'status' });
    return {
      url: `http://127.0.0.1:${config.portBase}`,
      seconds: Math.round((performance.now() - since) / 100) / 10,
      services: processes.filter(({ kind }) => kind === 'service').map(brief),
      parts: processes.filter(({ kind }) => kind === 'part').map(brief),
    };
  });
}
