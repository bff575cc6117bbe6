import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runBulou } from './run-bulou.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the run state of the journeys' own system; its ports and stores are its own. */
    houseState: string;
    housePortBase: number;
    houseUrl: string;
  }
}

// Far from the default 8080, so that the journeys run beside a system that somebody uses.
const portBaseFrom = 21_000;
const portBaseSpan = 300;
const portsPerHouse = 50;

/** Brings a whole system of its own up before the first journey and takes it down after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const state = mkdtempSync(join(tmpdir(), 'bulou-journeys-'));
  const portBase = portBaseFrom + (process.pid % portBaseSpan) * portsPerHouse;
  const house = { state, portBase };
  const takeDown = async (): Promise<void> => {
    await runBulou(house, ['down', '--wipe']);
    rmSync(state, { recursive: true, force: true });
  };
  const up = await runBulou(house, ['up', '--json']);
  if (up.status !== 0) {
    // What did come up (a port was taken, a part was slow) would run on, and nobody would know of it.
    await takeDown();
    throw new Error(`the journeys' own system did not come up:\n${up.stderr}`);
  }
  project.provide('houseState', state);
  project.provide('housePortBase', portBase);
  project.provide('houseUrl', (JSON.parse(up.stdout) as { url: string }).url);
  return takeDown;
}
