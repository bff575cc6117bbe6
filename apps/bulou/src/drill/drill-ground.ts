import type { BenchRound } from '../bench/bench-round.js';
import type { LauncherConfig } from '../bulou.config.js';
import type { Pool } from './detected-pools.js';
import type { Claim } from './drill-report.js';
import type { HouseReader } from './house-reader.js';

/** What every drill is given: pools on the shelf, and eyes. */
export interface Ground {
  readonly round: BenchRound;
  readonly reader: HouseReader;
  readonly pools: readonly Pool[];
  readonly persons: ReadonlySet<string>;
  readonly config: LauncherConfig;
}

export interface Outcome {
  readonly claims: readonly Claim[];
  readonly figures: Readonly<Record<string, number>>;
}
