import { randomInt } from 'node:crypto';
import { systemClock, systemIds } from '@lib/platform';
import { Pool } from 'undici';
import type { LauncherConfig } from '../bulou.config.js';
import { TubeRoll } from '../demo/round-plan.js';
import { until } from '../outside/until.js';
import { standingAddresses } from '../parts/addresses.js';
import { step } from '../progress.js';
import { startBaseline } from './baseline-build.js';
import type { BenchReport } from './bench-report.js';
import { type CpuSpent, readCpu, spentBetween } from './cpu-usage.js';
import { processGroups } from './process-groups.js';
import { personOf, personsPerTube } from './tube-maker.js';

export interface BaselineReport {
  /** Persons whose tube was accepted and resulted, by the seconds until the last result. */
  readonly personsPerSecond: number;
  /** Persons accepted per second, while the results fell behind. */
  readonly acceptedPersonsPerSecond: number;
  readonly drainSeconds: number;
  readonly persons: number;
  readonly lost: number;
  readonly cpuMicrosecondsPerPerson: BenchReport['cpuMicrosecondsPerPerson'];
  /** The house by the tutorial build: so many times the persons per second, and so many times the CPU of a person. */
  readonly ratio: { readonly personsPerSecond: number; readonly cpu: number };
}

const drainSecondsMax = 300;
const rollStartMax = 99_000_000_000;
const rounded = (value: number) => Math.round(value * 100) / 100;

interface Counts {
  readonly tubes: number;
  readonly specimens: number;
  readonly results: number;
}

function tubeBody(roll: TubeRoll, run: string, lane: number, firstPerson: number, campaignId: string): string {
  const capturedAt = systemClock.now().toISOString();
  const specimens = Array.from({ length: personsPerTube }, (_, index) => ({
    subjectId: personOf(run, lane, firstPerson + index),
    position: index + 1,
    capturedAt,
  }));
  return JSON.stringify({ tubeId: roll.take(), campaignId, siteCode: '990101-0001', specimens });
}

async function acceptTubes(pool: Pool, lanes: number, seconds: number): Promise<number> {
  const [roll, campaignId] = [new TubeRoll(randomInt(rollStartMax)), systemIds.uuid4()];
  const run = campaignId.replaceAll('-', '').slice(0, 15);
  const endMs = performance.now() + seconds * 1_000;
  let persons = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let first = 0; performance.now() < endMs; first += personsPerTube) {
        const body = tubeBody(roll, run, lane, first, campaignId);
        const headers = { 'content-type': 'application/json' };
        const answer = await pool.request({ method: 'POST', path: '/tubes', headers, body });
        const text = await answer.body.text();
        if (answer.statusCode !== 201) throw new Error(`the tutorial build answers ${answer.statusCode} ${text}`);
        persons += personsPerTube;
      }
    }),
  );
  return persons;
}

const partsOfHouse = ['postgres', 'kafka', 'redis'] as const;

function cpuOf(cpu: CpuSpent, persons: number): BenchReport['cpuMicrosecondsPerPerson'] {
  const each = (name: string) => rounded((cpu.groups[name] ?? 0) / Math.max(1, persons));
  return { postgres: each('postgres'), kafka: each('kafka'), redis: each('redis'), services: each('tutorial') };
}

const total = (cpu: BenchReport['cpuMicrosecondsPerPerson']) =>
  cpu.services + partsOfHouse.reduce((sum, part) => sum + cpu[part], 0);

/** Sends the tutorial build the same tubes from as many lanes, waits for every result, and holds the house against it. */
export async function runBaseline(
  config: LauncherConfig,
  { devices, seconds }: { devices: number; seconds: number },
  house: BenchReport,
): Promise<BaselineReport> {
  const addresses = standingAddresses(config);
  const baseline = await step('教程版 start the tutorial build', () => startBaseline(config, addresses));
  const pool = new Pool(baseline.url, { connections: devices, pipelining: 1 });
  try {
    const own = (await processGroups(config, addresses)).filter(({ name }) =>
      partsOfHouse.some((part) => part === name),
    );
    const groups = [...own, { name: 'tutorial', roots: [baseline.pid] }];
    const before = readCpu(groups);
    const began = performance.now();
    const persons = await step('教程版 closed loop', () => acceptTubes(pool, devices, seconds));
    const acceptedSeconds = (performance.now() - began) / 1_000;
    const tubes = persons / personsPerTube;
    const counts = async (): Promise<Counts> =>
      (await (await pool.request({ method: 'GET', path: '/counts' })).body.json()) as Counts;
    await step('教程版 drain', () =>
      until('a result of every tube', drainSecondsMax, async () =>
        (await counts()).results >= tubes ? true : undefined,
      ),
    ).catch(() => undefined);
    const wholeSeconds = (performance.now() - began) / 1_000;
    const cpu = cpuOf(spentBetween(before, readCpu(groups)), persons);
    const { specimens, results } = await counts();
    const personsPerSecond = (results * personsPerTube) / wholeSeconds;
    return {
      personsPerSecond: Math.round(personsPerSecond),
      acceptedPersonsPerSecond: Math.round(persons / acceptedSeconds),
      drainSeconds: rounded(wholeSeconds - acceptedSeconds),
      persons,
      lost: persons - specimens + (tubes - results) * personsPerTube,
      cpuMicrosecondsPerPerson: cpu,
      ratio: {
        personsPerSecond: rounded(house.personsPerSecond / Math.max(1, personsPerSecond)),
        cpu: rounded(total(house.cpuMicrosecondsPerPerson) / Math.max(1, total(cpu))),
      },
    };
  } finally {
    await pool.destroy();
    await baseline.stop();
  }
}

/** The lines that a person reads below the table of the house. */
export function baselineLines({ cpuMicrosecondsPerPerson: cpu, ratio, ...report }: BaselineReport): string {
  return [
    '',
    `教程版 the tutorial build: ${report.personsPerSecond} persons/s until the last result (accepted ${report.acceptedPersonsPerSecond}/s, drained ${report.drainSeconds} s), lost ${report.lost}`,
    `  CPU µs/person: postgres ${cpu.postgres} · kafka ${cpu.kafka} · redis ${cpu.redis} · services ${cpu.services}`,
    `  the house: ${ratio.personsPerSecond} times the persons/s with ${ratio.cpu} times the CPU a person, for the whole way (test/load/baseline/README.md)`,
  ].join('\n');
}
