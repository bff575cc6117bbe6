import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { recordReset } from '../audit/audit-files.js';
import type { LauncherConfig } from '../bulou.config.js';
import { withLock } from '../lock.js';
import { say } from '../outcome.js';
import { standingAddresses } from '../parts/addresses.js';
import { dropDatabase } from '../parts/database-setup.js';
import { postgresHome } from '../parts/postgres-part.js';
import { step } from '../progress.js';
import type { Secrets } from '../secrets.js';
import { ask, socketOf } from '../supervisor/client.js';
import { endOrphans } from '../supervisor/orphans.js';

/**
 * All that belongs to a campaign; packages, build and their stamps stay, since they belong to the checkout, and the
 * checkpoints of the audit chains stay, since they say that there was something to forget.
 */
const FORGOTTEN = [
  'kafka',
  'redis',
  'postgres',
  'keys',
  'logs',
  'witness',
  'parts.json',
  'children.json',
  'secrets.json',
];

async function untilGone(pid: number): Promise<void> {
  const end = performance.now() + 10_000;
  while (existsSync(`/proc/${pid}`) && performance.now() < end) await pause(50);
}

async function stop(config: LauncherConfig): Promise<string[]> {
  const standing = await ask(config, { op: 'stop' });
  if (standing) {
    await untilGone(standing.pid);
    return standing.processes.map(({ name }) => name);
  }
  // The supervisor was killed: what it kept is found by its notes.
  const ended: string[] = [];
  await endOrphans(join(config.state, 'children.json'), (line) => {
    say(`  ${line}`);
    ended.push(line.split(' ')[0] ?? '');
  });
  rmSync(socketOf(config), { force: true });
  return ended;
}

async function forget(config: LauncherConfig, secrets: Secrets): Promise<void> {
  await recordReset(config.state);
  if (config.named.database) await dropDatabase(config, standingAddresses(config));
  rmSync(postgresHome(config, secrets), { recursive: true, force: true });
  for (const name of FORGOTTEN) rmSync(join(config.state, name), { recursive: true, force: true });
}

/** Stops what runs in this run state, and forgets what it stored when that is wanted; answers with the names of what ran. */
export async function takeDown(config: LauncherConfig, { wipe }: { readonly wipe: boolean }): Promise<string[]> {
  if (!existsSync(config.state)) return [];
  return withLock(join(config.state, 'up.lock'), async () => {
    const names = await step('stopping services, then parts', () => stop(config));
    const file = join(config.state, 'secrets.json');
    if (wipe && existsSync(file)) {
      const secrets = JSON.parse(readFileSync(file, 'utf8')) as Secrets;
      await step('forgetting what was stored', () => forget(config, secrets));
    }
    return names;
  });
}
