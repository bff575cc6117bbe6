import { countsOf, type CountScope, type TubeStage } from './tube-counts.js';
import type { Tube } from './tube.js';

/** How much one number of the wall changes. */
export interface CountChange extends CountScope {
  readonly kind: 'stage' | 'place';
  readonly name: string;
  persons: number;
  tubes: number;
}

/** How much one point of a curve changes. */
export interface TickChange extends CountScope {
  /** Begin of the five minutes, in milliseconds. */
  readonly bucketAt: number;
  readonly stage: TubeStage;
  persons: number;
  tubes: number;
}

/** Five minutes: the grain of the curve on the wall (screens S7). */
export const bucketSeconds = 300;

/** Sums up what a chunk of changed tubes does to the wall: what they add now, less what they added before. */
export class CountChanges {
  readonly #counts = new Map<string, CountChange>();
  readonly #ticks = new Map<string, TickChange>();

  /** In: one tube before and after. */
  add(before: Tube, after: Tube): void {
    this.#weigh(before, -1);
    this.#weigh(after, 1);
  }

  /** Sorted by key: every transaction locks the rows of the wall in the same order, so that none waits in a circle. */
  get counts(): CountChange[] {
    return changed(this.#counts);
  }

  get ticks(): TickChange[] {
    return changed(this.#ticks);
  }

  #weigh(tube: Tube, sign: 1 | -1): void {
    const counted = countsOf(tube);
    if (counted === undefined) return;
    const { scope, persons } = counted;
    const bump = (kind: 'stage' | 'place', name: string): void => {
      const change = entry(this.#counts, keyOf(scope, kind, name), { ...scope, kind, name, persons: 0, tubes: 0 });
      change.persons += sign * persons;
      change.tubes += sign;
    };
    for (const stage of counted.stages) bump('stage', stage);
    bump('place', counted.place);
    for (const { stage, at } of counted.ticks) {
      const bucketAt = at - (at % (bucketSeconds * 1_000));
      const key = keyOf(scope, String(bucketAt), stage);
      const change = entry(this.#ticks, key, { ...scope, bucketAt, stage, persons: 0, tubes: 0 });
      change.persons += sign * persons;
      change.tubes += sign;
    }
  }
}

const keyOf = (scope: CountScope, ...rest: string[]): string =>
  [scope.campaignId, scope.roundId, scope.purpose, ...rest].join(' ');

function entry<T>(map: Map<string, T>, key: string, fresh: T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  map.set(key, fresh);
  return fresh;
}

function changed<T extends { persons: number; tubes: number }>(map: ReadonlyMap<string, T>): T[] {
  return [...map]
    .filter(([, change]) => change.persons !== 0 || change.tubes !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, change]) => change);
}
