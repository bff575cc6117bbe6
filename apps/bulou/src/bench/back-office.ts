import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@lib/platform';
import type { BenchRound, Ledger } from './bench-round.js';
import { latencies, record } from './latency.js';
import { releasePlate, sendPlate, shipBox } from './plates.js';
import type { BenchTube } from './tube-maker.js';

/** How the tubes travel on; a box holds 200 at most (contract), a plate 94 specimens (screens §1.3). */
export interface OfficeOptions {
  readonly tubesPerBox: number;
  readonly tubesPerPlate: number;
  /** Every so many plates, one row is detected. */
  readonly platesPerDetected: number;
  /** Tubes under way between seal and release at which the devices wait. */
  readonly tubesMax: number;
}

const workersMax = 6;
const restLookMs = 10;
// A plate stays in the cycler for an hour and more (domain 2.11); a sheet that is sent in the second in which its box was
// opened would measure how far the laboratory's post is behind, and not the sheet.
const runMs = { min: 2_000, max: 4_000 };

/** Everybody behind the sites: packs, hands over, counts, tests, uploads and releases, a few at a time. */
export class BackOffice {
  readonly resultMs = latencies();
  private readonly waiting = new Map<string, string[]>();
  /** Sites do not fill their boxes in the same second: the first box of each is of any size. */
  private readonly boxSizes = new Map<string, number>();
  private readonly plates = new Map<string, string[]>();
  private readonly jobs: (() => Promise<void>)[] = [];
  private plateNumber = 0;
  private underWay = 0;
  private working = 0;
  private running = 0;
  private failure: Error | undefined;
  options: OfficeOptions;

  constructor(
    private readonly round: BenchRound,
    private readonly ledger: Ledger,
    options: OfficeOptions,
  ) {
    this.options = options;
  }

  get isFull(): boolean {
    if (this.failure) throw this.failure;
    return this.underWay > this.options.tubesMax;
  }

  /** Takes sealed tubes of a site; a full box leaves at once. */
  take(siteCode: string, tubes: readonly BenchTube[]): void {
    this.underWay += tubes.length;
    const own = this.waiting.get(siteCode) ?? [];
    this.waiting.set(siteCode, own);
    own.push(...tubes.map(({ tubeId }) => tubeId));
    for (let size = this.boxSize(siteCode); own.length >= size; size = this.options.tubesPerBox) {
      this.boxSizes.set(siteCode, this.options.tubesPerBox);
      this.ship(siteCode, own.splice(0, size));
    }
  }

  private boxSize(siteCode: string): number {
    const size = this.boxSizes.get(siteCode) ?? randomInt(1, this.options.tubesPerBox + 1);
    this.boxSizes.set(siteCode, size);
    return Math.min(size, this.options.tubesPerBox);
  }

  /** Sends what is left in boxes and plates that are not full, and resolves when everything is released. */
  async finish(): Promise<void> {
    for (const [siteCode, own] of this.waiting) {
      while (own.length > 0) this.ship(siteCode, own.splice(0, this.options.tubesPerBox));
    }
    await this.rest();
    for (const [lab, own] of this.plates) {
      while (own.length > 0) this.test(lab, own.splice(0, this.options.tubesPerPlate));
    }
    await this.rest();
  }

  private async rest(): Promise<void> {
    while (this.working > 0 || this.jobs.length > 0 || this.running > 0) {
      if (this.failure) throw this.failure;
      await pause(restLookMs);
    }
    if (this.failure) throw this.failure;
  }

  private ship(siteCode: string, tubeIds: readonly string[]): void {
    const lab = this.round.labs[siteCode.charCodeAt(siteCode.length - 1) % this.round.labs.length] ?? '';
    this.enqueue(async () => {
      await shipBox(this.round, siteCode, lab, tubeIds);
      const own = this.plates.get(lab) ?? [];
      this.plates.set(lab, own);
      own.push(...tubeIds);
      while (own.length >= this.options.tubesPerPlate) this.test(lab, own.splice(0, this.options.tubesPerPlate));
    });
  }

  private test(lab: string, tubeIds: readonly string[]): void {
    this.plateNumber += 1;
    const detected = this.plateNumber % this.options.platesPerDetected === 0 ? tubeIds[0] : undefined;
    this.running += 1;
    void pause(randomInt(runMs.min, runMs.max)).then(() => {
      this.running -= 1;
      // The sheet is due now, whether or not somebody is free to send it.
      const dueMs = performance.now();
      if (detected) this.ledger.detected.set(detected, systemClock.now().getTime());
      this.enqueue(async () => {
        await this.runPlate(lab, tubeIds, detected, dueMs);
        this.underWay -= tubeIds.length;
      });
    });
  }

  private async runPlate(
    labCode: string,
    tubeIds: readonly string[],
    detected: string | undefined,
    dueMs: number,
  ): Promise<void> {
    const { job } = await sendPlate(this.round, labCode, tubeIds, (tubeId) => tubeId === detected);
    record(this.resultMs, performance.now() - dueMs);
    await releasePlate(this.round, labCode, job);
    this.ledger.released.push(...tubeIds);
  }

  private enqueue(job: () => Promise<void>): void {
    this.jobs.push(job);
    while (this.working < workersMax && this.jobs.length > 0) void this.work();
  }

  private async work(): Promise<void> {
    this.working += 1;
    for (let job = this.jobs.shift(); job && !this.failure; job = this.jobs.shift()) {
      await job().catch((error: unknown) => (this.failure = error instanceof Error ? error : new Error(String(error))));
    }
    this.working -= 1;
  }
}
