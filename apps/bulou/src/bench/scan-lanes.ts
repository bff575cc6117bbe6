import { setTimeout as pause } from 'node:timers/promises';
import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import { systemClock } from '@lib/platform';
import type { Histogram } from 'hdr-histogram-js';
import { samplerOf } from '../demo/callers.js';
import type { BackOffice } from './back-office.js';
import type { BenchDevice, BenchRound, Ledger } from './bench-round.js';
import { latencies, record } from './latency.js';
import { type BenchTube, personsPerTube } from './tube-maker.js';

const path = '/api/batching/v1/journal';
const backlogPauseMs = 5;

export interface ScanWork {
  readonly round: BenchRound;
  readonly ledger: Ledger;
  readonly office: BackOffice;
  readonly tubesPerJournal: number;
  /** Told of every acknowledged tube count, for the freshness of the wall. */
  readonly acknowledged: (tubes: number) => void;
}

async function sendTubes(work: ScanWork, device: BenchDevice): Promise<readonly BenchTube[]> {
  const { round, ledger, office } = work;
  const { body, tubes } = device.maker.journal(work.tubesPerJournal, systemClock.now().toISOString());
  const caller = samplerOf(device.siteCode, device.deviceId, device.shiftId);
  const { answers } = await round.client.post<{ answers: JournalAnswer[] }>(caller, path, body);
  // A journal that went out twice after a broken connection comes back as duplicates: recorded all the same.
  const wrong = answers.find(({ outcome }) => outcome !== 'accepted' && outcome !== 'duplicate');
  if (wrong) throw new Error(`a scan of the bench was answered ${JSON.stringify(wrong)}`);
  ledger.sealed.push(...tubes);
  office.take(device.siteCode, tubes);
  work.acknowledged(tubes.length);
  return tubes;
}

export interface ClosedLoop {
  readonly personsPerSecond: number;
  readonly tubesPerSecond: number;
  readonly persons: number;
  readonly seconds: number;
}

/**
 * Every device sends its next journal when the last was answered, for so many seconds; the speed is that of the time
 * after the first fifth, when every process has warmed up. While too many tubes wait for boxes or plates the devices
 * wait too, so that what is measured is the whole way and not a queue that grows.
 */
export async function closedLoop(work: ScanWork, seconds: number): Promise<ClosedLoop> {
  const began = performance.now();
  const warmMs = began + seconds * 200;
  const endMs = began + seconds * 1_000;
  let persons = 0;
  let counted = 0;
  await Promise.all(
    work.round.devices.map(async (device) => {
      while (performance.now() < endMs) {
        if (work.office.isFull) {
          await pause(backlogPauseMs);
          continue;
        }
        const tubes = await sendTubes(work, device);
        persons += tubes.length * personsPerTube;
        const nowMs = performance.now();
        if (nowMs > warmMs && nowMs <= endMs) counted += tubes.length * personsPerTube;
      }
    }),
  );
  const personsPerSecond = counted / (seconds * 0.8);
  return { personsPerSecond, tubesPerSecond: personsPerSecond / personsPerTube, persons, seconds };
}

export interface OpenLoop {
  readonly scanMs: Histogram;
  readonly persons: number;
  readonly offeredPersonsPerSecond: number;
}

/**
 * Journals fall due at a fixed rate whatever the house does; each device sends its own one after the other, and a
 * latency counts from the moment at which the journal was due, so that waiting behind a slow answer is not left out.
 */
export async function openLoop(work: ScanWork, personsPerSecond: number, seconds: number): Promise<OpenLoop> {
  const scanMs = latencies();
  const { devices } = work.round;
  const everyMs = (1_000 * personsPerTube * work.tubesPerJournal) / personsPerSecond;
  const journals = Math.floor((seconds * 1_000) / everyMs);
  const began = performance.now();
  let persons = 0;
  await Promise.all(
    devices.map(async (device, lane) => {
      for (let number = lane; number < journals; number += devices.length) {
        const dueMs = began + number * everyMs;
        const waitMs = dueMs - performance.now();
        if (waitMs > 0) await pause(waitMs);
        persons += (await sendTubes(work, device)).length * personsPerTube;
        record(scanMs, performance.now() - dueMs);
      }
    }),
  );
  return { scanMs, persons, offeredPersonsPerSecond: personsPerSecond };
}
