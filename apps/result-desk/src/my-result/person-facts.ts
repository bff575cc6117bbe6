import type { CampaignPolicy } from '@lib/contracts/policy';
import type { CallBackReason, Finding, NoAnswerReason, TubePurpose } from '@lib/vocabulary';

export interface ReleasedResult {
  readonly version: number;
  readonly status: 'final' | 'corrected' | 'cancelled';
  readonly finding: Finding;
  readonly sampledAt: Date;
  readonly releasedAt: Date;
}

export interface Detection {
  readonly version: number;
  readonly finding: Finding;
  /** Share of alarming rows in the file that brought it, 0..1. */
  readonly alarmShare: number;
  readonly raisedAt: Date;
}

/** One tube of a person, with all that was ever told of it. */
export interface TubeFacts {
  readonly tubeId: string;
  readonly roundId: string;
  readonly purpose: TubePurpose;
  readonly orderId: string | null;
  /** Specimens in it; a tube with exactly one gives that person's own finding (settled 8). */
  readonly members: number;
  readonly sampledAt: Date;
  /** Missing for a tube that was made void before it was sealed. */
  readonly sealedAt: Date | null;
  readonly handedAt: Date | null;
  readonly receivedAt: Date | null;
  readonly testedAt: Date | null;
  /** Why it will never give a result, when so. */
  readonly end: { readonly reason: NoAnswerReason; readonly at: Date } | null;
  readonly results: readonly ReleasedResult[];
  readonly detections: readonly Detection[];
  readonly withdrawals: readonly { readonly version: number; readonly supersedes: number }[];
  /** When duty persons took its alerts, of whatever version: once spoken of, a person stays spoken to. */
  readonly taken: readonly Date[];
}

export interface CaseFact {
  readonly kind: 'opened' | 'verified' | 'cleared' | 'revoked';
  /** Its place among the facts of the case, as isolation counted them. */
  readonly sequence: number;
  readonly tubeId: string;
  readonly at: Date;
}

export interface Recollection {
  readonly orderId: string;
  readonly cause: Finding | CallBackReason;
  readonly causeTubeId: string;
  readonly requestedAt: Date;
}

export interface PolicyFact {
  readonly policy: CampaignPolicy;
  readonly validFrom: Date;
}

/** All that this room knows of one person. Order within the lists means nothing: facts come in any order. */
export interface PersonFacts {
  readonly isDrill: boolean;
  readonly timeScale: number;
  readonly policies: readonly PolicyFact[];
  readonly tubes: readonly TubeFacts[];
  readonly cases: readonly CaseFact[];
  readonly recollections: readonly Recollection[];
  /** Tubes that are said, or were proven, to hold somebody else's swab under this person's name. */
  readonly foreignTubes?: readonly string[];
  /** Since when and until when the person is held; an end that was told early counts. */
  readonly measures?: readonly { readonly startsAt: Date; readonly endsAt: Date }[];
}

/**
 * The facts without what a tube said that may hold another person's swab: neither a result nor an alarm of it is this
 * person's. That they came and were scanned stays true.
 */
export function withoutForeignTubes(facts: PersonFacts): PersonFacts {
  const foreign = new Set(facts.foreignTubes ?? []);
  if (foreign.size === 0) return facts;
  const nothing = { results: [], detections: [], withdrawals: [], taken: [], testedAt: null };
  return { ...facts, tubes: facts.tubes.map((tube) => (foreign.has(tube.tubeId) ? { ...tube, ...nothing } : tube)) };
}

/** The policy that held at an instant; before the first one, the first. None while nobody has told us any. */
export function policyAt(facts: PersonFacts, at: Date): CampaignPolicy | undefined {
  const ordered = [...facts.policies].sort((a, b) => a.policy.version - b.policy.version);
  return (ordered.filter(({ validFrom }) => validFrom <= at).at(-1) ?? ordered[0])?.policy;
}

/** A person's tubes, earliest sampling first. */
export const bySampling = (tubes: readonly TubeFacts[]): TubeFacts[] =>
  [...tubes].sort((a, b) => a.sampledAt.getTime() - b.sampledAt.getTime() || (a.tubeId < b.tubeId ? -1 : 1));

/**
 * The released result that holds: the newest version, unless it was cancelled, or a newer version that is not released
 * yet has withdrawn it.
 */
export function holdingResult(tube: TubeFacts): ReleasedResult | undefined {
  const newest = [...tube.results].sort((a, b) => b.version - a.version)[0];
  if (newest === undefined || newest.status === 'cancelled') return undefined;
  return tube.withdrawals.some(({ version }) => version > newest.version) ? undefined : newest;
}

/** True when the tube says that nothing was found in it, and this may be told. */
export const isAnsweredNegative = (tube: TubeFacts): boolean => holdingResult(tube)?.finding === 'not-detected';

/** Why the tube gives no result, when so. A lost tube that was found and tested after all does give one. */
export function noAnswerOf(tube: TubeFacts): { reason: NoAnswerReason; at: Date } | undefined {
  const result = holdingResult(tube);
  if (result?.finding === 'invalid') return { reason: 'invalid', at: result.releasedAt };
  return result === undefined ? (tube.end ?? undefined) : undefined;
}
