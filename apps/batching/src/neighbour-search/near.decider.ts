import type { Member } from '../tube/tube.js';

/** A closed tube with who is in it. */
export interface FilledTube {
  readonly tubeId: string;
  readonly siteCode: string;
  readonly purpose: 'round' | 'recollection';
  /** By the database: before it nobody can have been swabbed into the tube. */
  readonly openedAt: Date;
  readonly members: readonly Member[];
}

export interface Neighbour {
  readonly participantId: string;
  readonly kind: 'tube-mate' | 'same-queue';
  readonly tubeId: string;
  readonly lastContactAt: Date;
}

const personsOf = ({ members }: FilledTube) => members.filter(({ subjectKind }) => subjectKind === 'person');

/** In: a person, their tubes. Out: their swabs in them, each with its tube. */
export function swabsOf(participantId: string, own: readonly FilledTube[]): { tube: FilledTube; swab: Member }[] {
  return own.flatMap((tube) =>
    personsOf(tube)
      .filter(({ subjectId }) => subjectId === participantId)
      .map((swab) => ({ tube, swab })),
  );
}

/**
 * Who was near: everybody of the person's own tubes, then whoever was swabbed in the same lane within the window. A lane
 * is a device: only times of one clock can be compared, and a device's clock is right about minutes between two swabs
 * however wrong it is about the day. Each person once, tube-mates first, then the nearest in time.
 * In: the person, their tubes, tubes of the same lanes, the window in milliseconds.
 */
export function nearOf(
  participantId: string,
  own: readonly FilledTube[],
  ofLanes: readonly FilledTube[],
  windowMs: number,
): Neighbour[] {
  const near = new Map<string, Neighbour & { readonly awayMs: number }>();
  const keep = (one: Neighbour & { readonly awayMs: number }): void => {
    const known = near.get(one.participantId);
    if (one.participantId === participantId || (known !== undefined && rank(known) <= rank(one))) return;
    near.set(one.participantId, one);
  };
  for (const tube of own) {
    const { tubeId, openedAt: lastContactAt } = tube;
    for (const { subjectId } of personsOf(tube)) {
      keep({ participantId: subjectId, kind: 'tube-mate', tubeId, lastContactAt, awayMs: 0 });
    }
  }
  for (const { tube: ownTube, swab } of swabsOf(participantId, own)) {
    for (const tube of ofLanes.filter(({ siteCode }) => siteCode === ownTube.siteCode)) {
      for (const other of personsOf(tube)) {
        const awayMs = Math.abs(other.capturedAt.getTime() - swab.capturedAt.getTime());
        if (other.deviceId !== swab.deviceId || awayMs > windowMs) continue;
        const { tubeId, openedAt: lastContactAt } = tube;
        keep({ participantId: other.subjectId, kind: 'same-queue', tubeId, lastContactAt, awayMs });
      }
    }
  }
  return [...near.values()].toSorted((a, b) => rank(a) - rank(b)).map(({ awayMs: _awayMs, ...neighbour }) => neighbour);
}

// A shared tube is nearer than any place in a queue.
const rank = ({ kind, awayMs }: Neighbour & { readonly awayMs: number }): number =>
  kind === 'tube-mate' ? -1 : awayMs;
