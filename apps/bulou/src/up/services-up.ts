import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking, say } from '../outcome.js';
import type { Addresses } from '../parts/addresses.js';
import { step } from '../progress.js';
import { chooseServices, serviceSpecs } from '../services/service-specs.js';
import { askRunning } from '../supervisor/client.js';
import type { ProcessState } from '../supervisor/spec.js';
import { requireFreePorts } from './ports-free.js';

const READY_SECONDS_MAX = 180;
// A service that dies this often before it was ever ready will not become well by waiting.
const DEATHS_MAX = 5;

function lastLines(config: LauncherConfig, name: string): string {
  const file = join(config.state, 'logs', `${name}.log`);
  if (!existsSync(file)) return '(no log)';
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines
    .slice(-6)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
}

function giveUp(config: LauncherConfig, unready: readonly ProcessState[], why: string): never {
  for (const { name } of unready) say(`  the end of ${name}.log:\n${lastLines(config, name)}`);
  const names = unready.map(({ name }) => name).join(', ');
  throw new Lacking(`${why}: ${names}.`, `The logs are in ${join(config.state, 'logs')}; ./bulou down ends what runs.`);
}

/** Starts the services and waits until each says that a request sent now would be served. */
export async function servicesUp(
  config: LauncherConfig,
  addresses: Addresses,
  only: readonly string[],
): Promise<ProcessState[]> {
  const names = chooseServices(config, only);
  const specs = serviceSpecs(config, addresses, names);
  const before = await askRunning(config, { op: 'status' });
  await requireFreePorts(specs, before.processes, config.portBase);
  const deaths = new Map(before.processes.map(({ name, restarts }) => [name, restarts]));
  return step(`starting ${names.length} services`, async ({ note }) => {
    await askRunning(config, { op: 'ensure', specs });
    const end = performance.now() + READY_SECONDS_MAX * 1000;
    for (;;) {
      const { processes } = await askRunning(config, { op: 'status' });
      const ours = processes.filter(({ name }) => names.some((wanted) => wanted === name));
      const unready = ours.filter(({ ready }) => !ready);
      if (unready.length === 0) return ours;
      note(
        `${ours.length - unready.length} of ${ours.length} ready; waiting for ${unready.map(({ name }) => name).join(', ')}`,
      );
      const dying = unready.filter(({ name, restarts }) => restarts - (deaths.get(name) ?? 0) >= DEATHS_MAX);
      if (dying.length > 0) giveUp(config, dying, 'died again and again');
      if (performance.now() > end) giveUp(config, unready, `not ready within ${READY_SECONDS_MAX} s`);
      await pause(150);
    }
  });
}
