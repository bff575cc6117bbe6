import type { Finding, TubePurpose } from '@lib/vocabulary';

/** The result that was released last. */
export interface Release {
  readonly version: number;
  readonly status: 'final' | 'corrected' | 'cancelled';
  readonly finding: Finding;
}

/**
 * All that facts have told about one tube. Times are milliseconds of event time, except `receivedLast`, `missingAt`
 * and `lostAt`, which are compared with each other and therefore all come from the recorder's clock.
 */
export interface Tube {
  readonly tubeId: string;
  readonly campaignId: string | null;
  readonly roundId: string | null;
  /** The campaign that a box named, for a tube of which nobody has told more. */
  readonly announcedIn: string | null;
  readonly siteCode: string | null;
  readonly purpose: TubePurpose | null;
  readonly sealedAt: number | null;
  readonly sealedPersons: number | null;
  readonly voidedAt: number | null;
  readonly voidedPersons: number | null;
  readonly voidReason: string | null;
  readonly handedAt: number | null;
  readonly receivedAt: number | null;
  readonly receivedLast: number | null;
  readonly missingAt: number | null;
  readonly rejectedAt: number | null;
  readonly rejectionReason: string | null;
  readonly lostAt: number | null;
  readonly resultedAt: number | null;
  readonly releasedAt: number | null;
  readonly release: Release | null;
  readonly alarmVersion: number | null;
  readonly alarmPersons: number | null;
  readonly withdrawnVersion: number | null;
  readonly takenVersion: number | null;
}

/** What one fact tells about one tube. */
export type TubeMark = Partial<Omit<Tube, 'tubeId'>>;

type Law<T> = (a: T, b: T) => T;

const earliest: Law<number> = (a, b) => Math.min(a, b);
const greatest: Law<number> = (a, b) => Math.max(a, b);
// Rooms agree on these; should they ever not, all orders of arrival must still end in the same row.
const agreed = <T extends string>(a: T, b: T): T => (a < b ? a : b);
const newest: Law<Release> = (a, b) => {
  if (a.version !== b.version) return a.version > b.version ? a : b;
  return `${a.status} ${a.finding}` <= `${b.status} ${b.finding}` ? a : b;
};

/** How two tellings of the same thing become one. Each is commutative, associative and idempotent: order cannot matter. */
const laws: { readonly [K in keyof TubeMark]-?: Law<NonNullable<Tube[K]>> } = {
  campaignId: agreed,
  roundId: agreed,
  announcedIn: agreed,
  siteCode: agreed,
  purpose: agreed,
  sealedAt: earliest,
  sealedPersons: greatest,
  voidedAt: earliest,
  voidedPersons: greatest,
  voidReason: agreed,
  handedAt: earliest,
  receivedAt: earliest,
  receivedLast: greatest,
  missingAt: greatest,
  rejectedAt: earliest,
  rejectionReason: agreed,
  lostAt: greatest,
  resultedAt: earliest,
  releasedAt: earliest,
  release: newest,
  alarmVersion: greatest,
  alarmPersons: greatest,
  withdrawnVersion: greatest,
  takenVersion: greatest,
};

const fields = Object.keys(laws) as (keyof TubeMark)[];

/** A tube of which nothing is known yet. */
export function unknownTube(tubeId: string): Tube {
  const nothing = Object.fromEntries(fields.map((field) => [field, null])) as unknown as Omit<Tube, 'tubeId'>;
  return { tubeId, ...nothing };
}

/** In: a tube and what one more fact tells about it. Out: the tube after it; the same for every order of facts. */
export function markTube(tube: Tube, mark: TubeMark): Tube {
  const after: Record<string, unknown> = { ...tube };
  for (const field of fields) {
    const told = mark[field];
    if (told === null || told === undefined) continue;
    const known = tube[field];
    const law = laws[field] as Law<unknown>;
    after[field] = known === null ? told : law(known, told);
  }
  return after as unknown as Tube;
}
