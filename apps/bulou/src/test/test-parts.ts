import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LauncherConfig, markOf } from '../bulou.config.js';
import { takeDown } from '../down/take-down.js';
import { Lacking } from '../outcome.js';
import { type Addresses, standingAddresses } from '../parts/addresses.js';
import { portsFrom } from '../ports.js';
import { portAccepts } from '../supervisor/probe.js';
import { ensureUp } from '../up/ensure-up.js';

// Far from the default 8080 and from what the journeys take, so that tests run beside a system that somebody uses.
const BASE_FIRST = 24_000;
const BASE_STEP = 50;
const BASES = 100;

/** The tests have a run state of their own: a system that stands here is neither used nor touched by them. */
export function testConfig(config: LauncherConfig, portBase: number): LauncherConfig {
  const state = join(config.state, 'test');
  return { ...config, state, portBase, mark: markOf(state), namespace: 'tests' };
}

async function isFree(base: number): Promise<boolean> {
  const ports = portsFrom(base);
  const wanted = [ports.postgres, ports.redis, ports.broker(1), ports.controller(1)];
  return !(await Promise.all(wanted.map(portAccepts))).some(Boolean);
}

async function freeBase(): Promise<number> {
  for (let tried = 0; tried < BASES; tried += 1) {
    // Two suites that begin at the same moment look at different places first.
    const base = BASE_FIRST + ((process.pid + tried) % BASES) * BASE_STEP;
    if (await isFree(base)) return base;
  }
  throw new Lacking(
    `no free ports between ${BASE_FIRST} and ${BASE_FIRST + BASES * BASE_STEP}.`,
    'End what holds them.',
  );
}

export interface TestParts {
  readonly addresses: Addresses;
  end(): Promise<void>;
}

/** Fresh parts for one run of the suite; what an interrupted run left is removed first. */
export async function startTestParts(config: LauncherConfig): Promise<TestParts> {
  const tests = testConfig(config, await freeBase());
  await takeDown(tests, { wipe: true });
  await ensureUp({ config: tests }, { partsOnly: true });
  const end = async () => {
    await takeDown(tests, { wipe: true });
    rmSync(tests.state, { recursive: true, force: true });
  };
  return { addresses: standingAddresses(tests), end };
}
