import type { Funnel } from '@lib/contracts/http/command-centre/wall';
import type { Histogram } from 'hdr-histogram-js';
import { wall } from '../demo/callers.js';
import type { BenchRound } from './bench-round.js';
import { latencies, record } from './latency.js';

/**
 * A screen of the command centre: how long after its acknowledgement a sealed tube is counted on the wall. Tubes are
 * counted, not named, on the wall, so the n-th acknowledged tube is on it when the number reaches n.
 */
export class WallWatch {
  readonly freshMs: Histogram = latencies();
  private readonly acknowledged: { upTo: number; atMs: number }[] = [];
  private readonly ended = new AbortController();
  private total = 0;
  private shown = 0;
  private isMeasuring = false;
  private listening: Promise<void> = Promise.resolve();

  constructor(private readonly round: BenchRound) {}

  start(): void {
    const path = `/api/command-centre/v1/campaigns/${this.round.campaignId}/stream`;
    this.listening = this.round.client
      .listen(wall, path, this.ended.signal, (text) => this.hear(text))
      .catch((error: unknown) => {
        if (!this.ended.signal.aborted) throw error;
      });
    // Heard in `end`; until then a line that broke is no unhandled fault.
    this.listening.catch(() => undefined);
  }

  /** From here on the latencies count. */
  measure(): void {
    this.isMeasuring = true;
  }

  tell(tubes: number): void {
    this.total += tubes;
    if (this.isMeasuring) this.acknowledged.push({ upTo: this.total, atMs: performance.now() });
  }

  /** Tubes that the wall has counted as sealed. */
  get sealedTubes(): number {
    return this.shown;
  }

  async end(): Promise<void> {
    this.ended.abort();
    await this.listening;
  }

  private hear(text: string): void {
    if (!text.includes('event: funnel')) return;
    const line = text.split('\n').find((part) => part.startsWith('data: '));
    if (!line) return;
    const { stages } = JSON.parse(line.slice(6)) as Funnel;
    this.shown = stages.find(({ stage }) => stage === 'sealed')?.tubes ?? 0;
    const nowMs = performance.now();
    while ((this.acknowledged[0]?.upTo ?? Infinity) <= this.shown) {
      const seen = this.acknowledged.shift();
      if (seen) record(this.freshMs, nowMs - seen.atMs);
    }
  }
}
