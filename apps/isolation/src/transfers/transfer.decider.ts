import { ruleFor } from '@lib/contracts/policy-pack';
import { Refusal } from '@lib/contracts/refusals';
import type { MeasurePlace } from '@lib/vocabulary';
import { isolatesInfected, leaveTheSpot, ownResult } from '../subject/infected.decider.js';
import { end, isolate } from '../subject/measure.decider.js';
import { isOpen, isSameBasis } from '../subject/measure.js';
import type { Measure } from '../subject/measure.js';
import { andThen, begin, line, tell } from '../subject/outcome.js';
import { groundOf, hoursAfter, packFor } from '../subject/pack.js';
import { standingOf } from '../subject/standing.decider.js';
import type { Outcome, Subject, Surroundings } from '../subject/subject.js';

export interface Move {
  readonly measureId: string;
  readonly place: Extract<MeasurePlace, 'facility' | 'hospital'>;
  readonly siteCode: string;
}

type Ground = Pick<Measure, 'basis' | 'category' | 'countedFrom'> &
  Partial<Pick<Measure, 'ground'>> & {
    /** When the isolation ends that somebody is brought to; null before it has begun. */
    readonly until: Date | null;
  };

/**
 * The law of a transfer: a measure on the verifying result of the person's own single tube, or on what put them into
 * isolation at a point. Without a valid pack it is no measure: whoever agrees is brought, nobody is made to go.
 * It ends with the isolation that it leads to; and whoever gives it up and orders it anew has the clock of their first.
 * Throws TRANSFER_WITHOUT_BASIS, EXTENSION_NEEDS_ANOTHER_PERSON.
 */
export function orderTransfer(subject: Subject, { measureId, place, siteCode }: Move, given: Surroundings): Outcome {
  const found = groundFor(subject, given.at);
  if (found === null) throw new Refusal('TRANSFER_WITHOUT_BASIS');
  const pack = packFor(given.rules, siteCode, given.at);
  if (pack === null || pack.holdHoursMax === 0) {
    return tell(begin(subject), { history: [line(subject, given, { act: 'ignored', reason: 'no-policy-pack' })] });
  }
  const { basis, category, countedFrom, ground } = found;
  const endsAt = endOf(subject, found, pack.holdHoursMax, given);
  const named = basis.kind === 'authority-order' && ground !== undefined ? authorityOf(ground) : {};
  const moved: Measure = {
    ...{ measureId, kind: 'transfer', category, basis, place, siteCode, countedFrom, reason: 'transfer-ordered' },
    ground: { ...groundOf(pack, given.rules), ...named },
    ...{ decidedBy: given.actor, supersedes: null, ended: null, version: 0, startsAt: given.at, endsAt },
  };
  const next = { ...subject, measures: [...subject.measures, moved] };
  return tell(begin(next), {
    history: [line(next, given, { act: 'measure-begun', reason: 'transfer-ordered' })],
  });
}

/**
 * Arrival ends the transfer. Of a verified person the isolation of the infected begins, where the pack has a rule for it;
 * its days count from the arrival. Whoever arrived is not held on the spot any more: by the word of whoever records the
 * arrival, their hold gives way to what follows, or is lifted where nothing does.
 */
export function arrive(subject: Subject, measureId: string | null, siteCode: string, given: Surroundings): Outcome {
  const isOnTheWay = subject.measures.some((one) => one.measureId === measureId && isOpen(one, given.at));
  const over =
    measureId === null || !isOnTheWay
      ? begin(subject)
      : end(subject, [measureId], 'arrived', given, { act: 'measure-over', reason: 'arrived' });
  const kept = andThen(over, (arrived) => keepInfected(arrived, siteCode, given));
  return andThen(kept, (arrived) => leaveTheSpot(arrived, 'arrived', given));
}

/** The transfer is not needed after all: what was decided about it is lifted. */
export function giveUp(subject: Subject, measureId: string | null, given: Surroundings): Outcome {
  if (!subject.measures.some((one) => one.measureId === measureId && isOpen(one, given.at))) return begin(subject);
  return end(subject, measureId === null ? [] : [measureId], 'lifted', given, {
    ...{ act: 'measure-lifted', reason: 'no-longer-needed' },
  });
}

function keepInfected(subject: Subject, siteCode: string, given: Surroundings): Outcome {
  const standing = standingOf(subject);
  const pack = packFor(given.rules, siteCode, given.at);
  if (standing?.state !== 'verified' || pack === null || ruleFor(pack, 'infected') === undefined) return begin(subject);
  const basis = ownResult(standing.by);
  // An arrival begins no isolation that has ended: going on is decided by another person.
  const isKept = subject.measures.some(
    (one) => isolatesInfected(one) && (isOpen(one, given.at) || isSameBasis(one.basis, basis)),
  );
  return isKept
    ? begin(subject)
    : isolate(subject, { basis, category: 'infected', siteCode, countedFrom: given.at }, given);
}

function groundFor(subject: Subject, at: Date): Ground | null {
  const standing = standingOf(subject);
  if (standing?.state === 'verified') {
    const basis = ownResult(standing.by);
    const kept = subject.measures.filter((one) => isolatesInfected(one) && isSameBasis(one.basis, basis));
    const until = lastEnd(kept, at);
    if (kept.length === 0 || until !== null) return { basis, category: 'infected', countedFrom: null, until };
  }
  const isolated = subject.measures.filter(
    (one) => one.kind === 'isolation' && one.place === 'facility' && isOpen(one, at),
  );
  const [first] = isolated;
  if (first === undefined) return null;
  const until = lastEnd(
    isolated.filter(({ basis }) => isSameBasis(basis, first.basis)),
    at,
  );
  return { ...first, until };
}

function lastEnd(measures: readonly Measure[], at: Date): Date | null {
  const ends = measures.filter((one) => isOpen(one, at)).map(({ endsAt }) => endsAt.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

function endOf(subject: Subject, { basis, until }: Ground, hours: number, { at, actor, rules }: Surroundings): Date {
  const mine = subject.measures.filter(
    (one) => one.kind === 'transfer' && isSameBasis(one.basis, basis) && one.decidedBy === actor,
  );
  const givenUp = mine.filter(({ ended }) => ended?.because !== 'arrived').map(({ startsAt }) => startsAt.getTime());
  const endsAt = hoursAfter(new Date(Math.min(at.getTime(), ...givenUp)), hours, rules);
  if (endsAt <= at) throw new Refusal('EXTENSION_NEEDS_ANOTHER_PERSON');
  return until !== null && until < endsAt ? until : endsAt;
}

const authorityOf = ({ authority, decreeNumber, legalBasis }: Measure['ground']) => ({
  authority,
  decreeNumber,
  legalBasis,
});
