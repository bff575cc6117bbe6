import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock, systemIds } from '@lib/platform';
import { siteManagerOf, supervisorOf, technicianOf } from '../demo/callers.js';
import type { BenchRound, Ledger } from './bench-round.js';
import { latencies, record } from './latency.js';
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
const knownSecondsMax = 60;
const restLookMs = 10;
// A plate stays in the cycler for an hour and more (domain 2.11); a sheet that is sent in the second in which its box was
// opened would measure how far the laboratory's post is behind, and not the sheet.
const runMs = { min: 2_000, max: 4_000 };

interface UploadAnswer {
  readonly job: string;
  readonly rows: number;
  readonly accepted: number;
  readonly held: number;
  readonly errors: readonly unknown[];
}

const plateHead = '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct,检测时间';

/** Time as a cycler's export prints it: local, without zone. */
const localTime = () =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' }).format(
    systemClock.now(),
  );

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
      await this.shipBox(siteCode, lab, tubeIds);
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

  private async shipBox(siteCode: string, labCode: string, tubeIds: readonly string[]): Promise<void> {
    const { client, campaignId } = this.round;
    const batchId = systemIds.uuid7();
    const manager = siteManagerOf(siteCode);
    const capturedAt = systemClock.now().toISOString();
    const post = <T>(path: string, content: unknown) =>
      client.post<T>(manager, `/api/batching/v1${path}`, JSON.stringify(content));
    await post('/batches', { batchId, campaignId, labCode });
    const { refused } = await post<{ refused: unknown[] }>(`/batches/${batchId}/tubes`, { tubeIds });
    if (refused.length > 0) throw new Error(`a box of the bench: ${JSON.stringify(refused[0])}`);
    const takenOverBy = `courier-${siteCode}`;
    const sealNumber = `S-${batchId.slice(-8)}`;
    await post(`/batches/${batchId}/hand-over`, { tubesCounted: tubeIds.length, sealNumber, takenOverBy, capturedAt });
    const arrival = JSON.stringify({ batchId, received: tubeIds, rejected: [], capturedAt });
    await client.post(technicianOf(labCode), '/api/lab/v1/arrivals', arrival);
  }

  private async runPlate(
    labCode: string,
    tubeIds: readonly string[],
    detected: string | undefined,
    dueMs: number,
  ): Promise<void> {
    const { client } = this.round;
    const at = localTime();
    const rowOf = (tubeId: string) =>
      tubeId === detected
        ? `${tubeId},检出,25.10,26.20,27.00,${at}`
        : `${tubeId},未检出,Undetermined,Undetermined,27.00,${at}`;
    const file = `${[plateHead, ...tubeIds.map(rowOf)].join('\r\n')}\r\n`;
    const answer = await client.post<UploadAnswer>(technicianOf(labCode), '/api/lab/v1/uploads', file, 'text/csv');
    if (answer.accepted + answer.held !== tubeIds.length)
      throw new Error(`a plate of the bench: ${JSON.stringify(answer.errors[0])}`);
    if (answer.held > 0) await this.untilAccepted(labCode, answer);
    record(this.resultMs, performance.now() - dueMs);
    const path = `/api/lab/v1/uploads/${answer.job}/release`;
    await client.post(supervisorOf(labCode), path, JSON.stringify({ capturedAt: systemClock.now().toISOString() }));
    this.ledger.released.push(...tubeIds);
  }

  /** The sheet may overtake the manifest: its rows are kept, and land when the laboratory has heard of the tubes. */
  private async untilAccepted(labCode: string, { job, rows }: UploadAnswer): Promise<void> {
    const endMs = performance.now() + knownSecondsMax * 1_000;
    for (let waitMs = 100; ; waitMs = Math.min(1_000, waitMs * 1.5)) {
      await pause(waitMs);
      const now = await this.round.client.get<UploadAnswer>(technicianOf(labCode), `/api/lab/v1/uploads/${job}`);
      if (now.accepted === rows) return;
      if (performance.now() > endMs) throw new Error(`upload ${job}: ${now.held} of ${rows} rows are still held`);
    }
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
