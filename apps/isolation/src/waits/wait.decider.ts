import { rulesOfPack } from '@lib/contracts/policy-pack';
import { Refusal } from '@lib/contracts/refusals';
import type { MeasureEnd } from '@lib/vocabulary';
import { end } from '../subject/measure.decider.js';
import { awaitingResult, isForResult, isOpen } from '../subject/measure.js';
import type { Measure } from '../subject/measure.js';
import { begin, line, tell } from '../subject/outcome.js';
import { groundOf, hoursAfter, packFor } from '../subject/pack.js';
import type { CampaignRules, Outcome, Subject, Surroundings } from '../subject/subject.js';

/** An order about a place that two people signed and that is in force there. */
export interface PlaceOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly authority: string;
  readonly legalBasis: string;
  readonly signedBy: string;
  readonly countersignedBy: string;
}

export interface Waiting {
  readonly measureId: string;
  readonly siteCode: string;
  readonly setting: 'fever-clinic' | 'gate';
  readonly endsAt: Date;
}

/** In: the site, when, the rules. Out: when a wait ends by itself: its own hours, or the pack's where they are fewer. */
export function waitEndsAt(siteCode: string, at: Date, rules: CampaignRules): Date {
  const pack = packFor(rules, siteCode, at);
  const hours = Math.min(rules.policy.awaitResultHoursMax, pack?.holdHoursMax || Number.POSITIVE_INFINITY);
  return hoursAfter(at, hours, rules);
}

/** Whether anybody may be held there and then: a valid pack allows holds, and two people signed an order about the place. */
export const mayHold = (order: PlaceOrder | undefined, siteCode: string, { at, rules }: Surroundings): boolean =>
  order !== undefined && (packFor(rules, siteCode, at)?.holdHoursMax ?? 0) > 0;

// Whoever is held again within a day of an earlier wait was not let go: it goes on. Our own setting.
const sameStayHours = 24;

/**
 * The hold of somebody who waits for the result of their own tube. Another tube is no way around the end of a hold: a
 * hold that follows another within a day goes on with it, by another person and as often as the pack lets.
 * Throws NO_POLICY_PACK, EXTENSION_NEEDS_ANOTHER_PERSON, EXTENSION_BEYOND_PACK.
 */
export function holdForResult(subject: Subject, waiting: Waiting, order: PlaceOrder, given: Surroundings): Outcome {
  const { measureId, siteCode, setting, endsAt } = waiting;
  const pack = packFor(given.rules, siteCode, given.at);
  if (pack === null) throw new Refusal('NO_POLICY_PACK');
  const before = subject.measures.filter(
    (one) => isForResult(one) && hoursAfter(one.ended?.at ?? one.endsAt, sameStayHours, given.rules) > given.at,
  );
  const { hoursMax, timesMax } = rulesOfPack(pack).extension;
  if (before.length > timesMax) throw new Refusal('EXTENSION_BEYOND_PACK', { hoursMax, timesMax });
  if (before.some((one) => one.decidedBy === given.actor)) throw new Refusal('EXTENSION_NEEDS_ANOTHER_PERSON');
  const { orderId, orderNumber, signedBy, countersignedBy, authority, legalBasis } = order;
  const held: Measure = {
    ...{
      measureId,
      kind: 'hold',
      category: setting === 'gate' ? 'entrant' : 'suspected',
      place: 'on-the-spot',
      siteCode,
    },
    basis: { kind: 'authority-order', orderId, orderNumber, signedBy, countersignedBy },
    ground: { ...groundOf(pack, given.rules), authority, decreeNumber: orderNumber, legalBasis },
    ...{ reason: awaitingResult, decidedBy: given.actor, supersedes: null, countedFrom: given.at },
    ...{ startsAt: given.at, endsAt, ended: null, version: 0 },
  };
  const next = { ...subject, measures: [...subject.measures, held] };
  return tell(begin(next), { history: [line(next, given, { act: 'held', reason: awaitingResult })] });
}

/** Ends the hold of a wait, if there is one that still runs. */
export function endHold(
  subject: Subject,
  measureId: string | null,
  because: Extract<MeasureEnd, 'result-released' | 'no-result' | 'lifted'>,
  given: Surroundings,
): Outcome {
  if (measureId === null) return begin(subject);
  const isRunning = subject.measures.some((one) => one.measureId === measureId && isOpen(one, given.at));
  const reason = because === 'lifted' ? 'no-longer-needed' : because;
  return isRunning ? end(subject, [measureId], because, given, { act: 'hold-ended', reason }) : begin(subject);
}

/** What another room says of a tube. */
export interface TubeWord {
  /** Null when it will never give a result. */
  readonly finding: string | null;
  /** The one person whose swab is in it; null for a pool; undefined where nobody told. */
  readonly alone: string | null | undefined;
}

/**
 * What a tube answers to somebody who waits for it: its finding; `no-result`; or `not-own-tube` for a pool or another
 * person’s tube. That is no answer, whatever was found in it, and nobody is kept waiting for it.
 */
export function answerFor(participantId: string, { finding, alone }: TubeWord): string {
  if (alone !== undefined && alone !== participantId) return 'not-own-tube';
  // Nothing is found for somebody of whom it is not known that they are in it.
  return finding === null || finding === 'invalid' || alone === undefined ? 'no-result' : finding;
}

/** In: what `answerFor` gave. Out: whether it is a finding. */
export const isResult = (answer: string): boolean => answer !== 'no-result' && answer !== 'not-own-tube';
