import { build, type Histogram } from 'hdr-histogram-js';

/** Latencies in milliseconds with three digits, up to two minutes. */
export const latencies = (): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: 3 });

/** In: a latency in milliseconds; stored in microseconds. */
export const record = (histogram: Histogram, ms: number): void =>
  histogram.recordValue(Math.max(1, Math.round(ms * 1_000)));
