import { writeTubeBarcode } from '@lib/vocabulary';
import type { Chance } from './chance.js';
import type { DemoPerson } from './people.js';

/** What is to become of a tube after it was filled; everything but `plain` is one of the faults of a real day. */
export type TubeFate = 'plain' | 'void' | 'lost' | 'leaking' | 'invalid' | 'late';

export interface TubePlan {
  readonly tubeId: string;
  readonly capacity: 1 | 5 | 10 | 20;
  readonly people: readonly DemoPerson[];
  readonly fate: TubeFate;
  /** Both orders are met in the field: tube, then people; or a group first, and one tube scan binds it. */
  readonly order: 'tube-first' | 'people-first';
  /** A slip of the sampler that the house must catch. */
  readonly slip: 'none' | 'repeat' | 'overfill' | 'undo';
}

export interface DeviceRound {
  readonly siteCode: string;
  readonly deviceId: string;
  readonly tubes: readonly TubePlan[];
}

const fates: readonly { fate: TubeFate; share: number }[] = [
  { fate: 'void', share: 0.004 },
  { fate: 'lost', share: 0.002 },
  { fate: 'leaking', share: 0.003 },
  { fate: 'invalid', share: 0.003 },
  { fate: 'late', share: 0.01 },
];

/** Kinds of tube by their share: most are 10-in-1, key groups single, households five, outer districts 20 (domain R20). */
const kinds: readonly { capacity: 1 | 5 | 10 | 20; share: number }[] = [
  { capacity: 1, share: 0.05 },
  { capacity: 5, share: 0.1 },
  { capacity: 20, share: 0.05 },
  { capacity: 10, share: 1 },
];

const drawShare = <T extends { share: number }>(kindsOf: readonly T[], chance: Chance): T | undefined => {
  let left = chance.next();
  return kindsOf.find((kind) => {
    left -= kind.share;
    return left < 0;
  });
};

/** Numbers tubes from a roll of their own, so that two practice rounds never share a barcode. */
export class TubeRoll {
  #next: number;

  /** @param start first serial of the roll, 0..99,999,999,999 */
  constructor(start: number) {
    this.#next = start;
  }

  take(): string {
    this.#next += 1;
    return writeTubeBarcode('99', this.#next);
  }
}

function planTubes(queue: readonly DemoPerson[], roll: TubeRoll, chance: Chance): TubePlan[] {
  const tubes: TubePlan[] = [];
  for (let next = 0; next < queue.length; ) {
    const { capacity } = drawShare(kinds, chance) ?? { capacity: 10 as const };
    const people = queue.slice(next, next + capacity);
    next += people.length;
    const slips = capacity >= 5 ? (['repeat', 'overfill', 'undo'] as const) : (['repeat'] as const);
    tubes.push({
      tubeId: roll.take(),
      capacity,
      people,
      fate: drawShare(fates, chance)?.fate ?? 'plain',
      order: chance.happens(0.3) ? 'people-first' : 'tube-first',
      slip: chance.happens(0.06) ? chance.pick<'repeat' | 'overfill' | 'undo'>(slips) : 'none',
    });
  }
  return tubes;
}

/** At least one tube of every fate, however small the round: what is not exercised is not shown. */
function ensureEveryFate(devices: readonly DeviceRound[], chance: Chance): DeviceRound[] {
  const plain = devices
    .flatMap(({ tubes }) => tubes)
    .filter((tube) => tube.fate === 'plain' && !tube.people.some((person) => person.isInfected));
  const chosen = new Map(
    chance
      .shuffled(plain)
      .slice(0, fates.length)
      .map((tube, index) => [tube.tubeId, fates[index]?.fate ?? 'plain']),
  );
  return devices.map((device) => ({
    ...device,
    tubes: device.tubes.map((tube) => ({ ...tube, fate: chosen.get(tube.tubeId) ?? tube.fate })),
  }));
}

/** Deals the people out to the devices of the sites, and each queue into tubes. */
export function planRound(
  people: readonly DemoPerson[],
  places: readonly { siteCode: string; deviceId: string }[],
  roll: TubeRoll,
  chance: Chance,
): DeviceRound[] {
  const perDevice = Math.ceil(people.length / places.length);
  const devices = places.map((place, index) => ({
    ...place,
    tubes: planTubes(people.slice(index * perDevice, (index + 1) * perDevice), roll, chance),
  }));
  return ensureEveryFate(
    devices.filter(({ tubes }) => tubes.length > 0),
    chance,
  );
}
