import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { LauncherConfig } from '../bulou.config.js';
import type { Context } from '../command.js';
import { withLock } from '../lock.js';
import { answer, exit, say } from '../outcome.js';
import { standingAddresses } from '../parts/addresses.js';
import { dropDatabase } from '../parts/database-setup.js';
import { postgresHome } from '../parts/postgres-part.js';
import { step } from '../progress.js';
import type { Secrets } from '../secrets.js';
import { ask, socketOf } from '../supervisor/client.js';
import { endOrphans } from '../supervisor/orphans.js';

/** All that belongs to a campaign; packages, build and their stamps stay, since they belong to the checkout. */
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
  if (config.named.database) await dropDatabase(config, standingAddresses(config));
  rmSync(postgresHome(config, secrets), { recursive: true, force: true });
  for (const name of FORGOTTEN) rmSync(join(config.state, name), { recursive: true, force: true });
}

/** Stops what `up` started; with `--wipe` it also forgets all that was ever stored. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { wipe: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  if (!existsSync(config.state)) {
    if (values.json) answer({ stopped: [], wiped: values.wipe });
    return exit.good;
  }
  const stopped = await withLock(join(config.state, 'up.lock'), async () => {
    const names = await step('stopping services, then parts', () => stop(config));
    if (values.wipe && existsSync(join(config.state, 'secrets.json'))) {
      const secrets = JSON.parse(readFileSync(join(config.state, 'secrets.json'), 'utf8')) as Secrets;
      await step('forgetting what was stored', () => forget(config, secrets));
    }
    return names;
  });
  if (values.json) answer({ stopped, wiped: values.wipe });
  else process.stdout.write(stopped.length === 0 ? 'nothing was running\n' : `stopped: ${stopped.join(', ')}\n`);
  return exit.good;
}
