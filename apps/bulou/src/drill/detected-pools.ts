import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import { systemClock } from '@lib/platform';
import type { BenchDevice, BenchRound } from '../bench/bench-round.js';
import { sendPlate, shipBox } from '../bench/plates.js';
import { personOf, personsPerTube } from '../bench/tube-maker.js';
import { samplerOf } from '../demo/callers.js';
import { chunksOf, inLanes } from '../outside/lanes.js';
import { until } from '../outside/until.js';
import { bar } from '../progress.js';
import type { HouseReader } from './house-reader.js';

/** A pool whose tube stands on a laboratory's shelf and will be detected. */
export interface Pool {
  readonly tubeId: string;
  readonly labCode: string;
  readonly members: readonly string[];
}

// Twelve events a tube, 500 events a journal; a box holds 200 tubes (contract); a sheet of five plates (screens §1.3).
const tubesPerJournal = 40;
const tubesPerBox = 200;
const tubesPerSheet = 470;
const lanes = 8;
const arrivedSecondsMax = 120;

/** Scans, seals, ships and counts so many pools of ten through the public port; nothing is uploaded yet. */
export async function fillPools(round: BenchRound, reader: HouseReader, pools: number): Promise<Pool[]> {
  const progress = bar('采样送检 sample and ship', pools);
  const perDevice = Math.ceil(pools / round.devices.length);
  const jobs = round.devices.flatMap((device, index) => {
    const own = Math.min(perDevice, pools - index * perDevice);
    return own > 0 ? [{ device, pools: own }] : [];
  });
  let done = 0;
  const made = await inLanes(jobs, lanes, async (job) => {
    const filled = await fillAt(round, job.device, job.pools);
    progress.advance((done += filled.length));
    return filled;
  });
  progress.end();
  const all = made.flat();
  await until('the laboratories to have every tube', arrivedSecondsMax, async () => {
    const there = await reader.tubesOnShelf(all.map(({ tubeId }) => tubeId));
    return there === all.length ? true : undefined;
  });
  return all;
}

async function fillAt(round: BenchRound, device: BenchDevice, pools: number): Promise<Pool[]> {
  const { siteCode, deviceId, shiftId } = device;
  const labCode = round.labs[device.number % round.labs.length] ?? '';
  const caller = samplerOf(siteCode, deviceId, shiftId);
  const filled: Pool[] = [];
  while (filled.length < pools) {
    const count = Math.min(tubesPerJournal, pools - filled.length);
    const { body, tubes } = device.maker.journal(count, systemClock.now().toISOString());
    const path = '/api/batching/v1/journal';
    const { answers } = await round.client.post<{ answers: JournalAnswer[] }>(caller, path, body);
    const wrong = answers.find(({ outcome }) => outcome !== 'accepted' && outcome !== 'duplicate');
    if (wrong) throw new Error(`a scan of the drill was answered ${JSON.stringify(wrong)}`);
    for (const { tubeId, device: number, firstPerson } of tubes) {
      const members = Array.from({ length: personsPerTube }, (_, at) => personOf(round.run, number, firstPerson + at));
      filled.push({ tubeId, labCode, members });
    }
  }
  for (const box of chunksOf(filled, tubesPerBox)) {
    await shipBox(
      round,
      siteCode,
      labCode,
      box.map(({ tubeId }) => tubeId),
    );
  }
  return filled;
}

/** Every one of the pools is detected: all sheets go out at once. Out: by when the last of them was answered. */
export async function detectAll(
  round: BenchRound,
  pools: readonly Pool[],
): Promise<{ fromMs: number; untilMs: number }> {
  const sheets = [...Map.groupBy(pools, ({ labCode }) => labCode)].flatMap(([labCode, own]) =>
    chunksOf(own, tubesPerSheet).map((sheet) => ({ labCode, tubeIds: sheet.map(({ tubeId }) => tubeId) })),
  );
  const fromMs = systemClock.now().getTime();
  await inLanes(sheets, lanes, ({ labCode, tubeIds }) => sendPlate(round, labCode, tubeIds, () => true));
  return { fromMs, untilMs: systemClock.now().getTime() };
}
