import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '@lib/testing';
import { Keeper } from './keeper.js';
import { endOrphans, noteChildren } from './orphans.js';
import type { ProcessSpec } from './spec.js';

let folder: string;
let keeper: Keeper | undefined;
const told: string[] = [];

function specOf(script: string, over: Partial<ProcessSpec> = {}): ProcessSpec {
  const fixed = { name: 'probe', kind: 'service', command: process.execPath, args: ['-e', script], env: {} } as const;
  return { ...fixed, cwd: folder, port: 1, stopSignal: 'SIGTERM', stopSeconds: 1, edition: 'a', ...over };
}

const keep = (spec: ProcessSpec): Keeper => {
  keeper = new Keeper(
    spec,
    folder,
    (line) => told.push(line),
    () => undefined,
  );
  keeper.start();
  return keeper;
};

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const STAY = 'process.stdout.write("here " + process.pid + "\\n"); setInterval(() => {}, 1000)';
const STUBBORN = `process.on("SIGTERM", () => {}); ${STAY}`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulou-keeper-'));
});
afterEach(async () => {
  await keeper?.stop();
  keeper = undefined;
  told.length = 0;
  rmSync(folder, { recursive: true, force: true });
});

const logged = () => readFileSync(join(folder, 'probe.log'), 'utf8');
const started = () => eventually(() => logged().includes('here') && (keeper?.pid ?? false));

const scheduledBySession = () => {
  try {
    return readFileSync('/proc/sys/kernel/sched_autogroup_enabled', 'utf8').trim() === '1';
  } catch {
    return false;
  }
};

describe('the keeper of a process', () => {
  test('lets one stand back, within its session and with its session', async () => {
    keep(specOf(STAY, { niceness: 7 }));
    const pid = await started();
    expect(getPriority(pid)).toBe(7);
    if (scheduledBySession()) expect(readFileSync(`/proc/${pid}/autogroup`, 'utf8')).toMatch(/ nice 7$/m);
  });

  test('starts a killed process again at once, and goes on with its log', async () => {
    keep(specOf(STAY));
    const first = await started();
    process.kill(first, 'SIGKILL');
    const second = await eventually(() => keeper?.pid !== null && keeper?.pid !== first && (keeper?.pid ?? false));
    await eventually(() => logged().includes(`here ${second}`));
    expect(logged()).toContain(`here ${first}`);
    expect((await keeper?.state())?.restarts).toBe(1);
  });

  test('waits longer each time for a process that cannot live', async () => {
    keep(specOf('process.exit(7)'));
    await eventually(() => told.some((line) => line.includes('again in 500 ms')));
    expect(told.filter((line) => line.includes('status 7')).map((line) => /again in (\d+)/.exec(line)?.[1])).toEqual([
      '0',
      '250',
      '500',
    ]);
  });

  test('does not start again what it was told to stop', async () => {
    const kept = keep(specOf(STAY));
    const pid = await started();
    await kept.stop();
    expect(lives(pid)).toBe(false);
    expect(await kept.state()).toMatchObject({ pid: null, held: true, ready: false });
  });

  test('ends by force what does not end in its time', async () => {
    const kept = keep(specOf(STUBBORN));
    const pid = await started();
    await kept.stop();
    expect(lives(pid)).toBe(false);
    expect(told.join('\n')).toContain('did not stop within 1 s');
  });

  test('leaves a process alone when nothing changed, and starts another edition anew', async () => {
    const kept = keep(specOf(STAY));
    const pid = await started();
    await kept.adopt(specOf(STAY));
    expect(kept.pid).toBe(pid);
    await kept.adopt(specOf(STAY, { edition: 'b' }));
    expect(kept.pid).not.toBe(pid);
  });
});

describe('what a killed supervisor left behind', () => {
  test('is ended by the next one, but a stranger with the same pid is not', async () => {
    const left = spawn(process.execPath, ['-e', STAY], { stdio: 'ignore' });
    const gone = new Promise((resolve) => left.once('exit', resolve));
    const file = join(folder, 'children.json');
    noteChildren(file, [{ name: 'probe', pid: left.pid ?? 0 }]);
    const strange = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startedTicks: string }[];
    const other = join(folder, 'strange.json');
    writeFileSync(other, JSON.stringify(strange.map((one) => ({ ...one, startedTicks: '1' }))));
    await endOrphans(other, () => undefined);
    expect(lives(left.pid ?? 0)).toBe(true);
    await endOrphans(file, () => undefined);
    await gone;
    expect(lives(left.pid ?? 0)).toBe(false);
  });
});
