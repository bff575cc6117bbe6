import { ruleFor } from '@lib/contracts/policy-pack';
import { Refusal } from '@lib/contracts/refusals';
import { isolatesInfected, leaveTheSpot, ownResult } from '../subject/infected.decider.js';
import { isolate } from '../subject/measure.decider.js';
import { isOpen, isSameBasis } from '../subject/measure.js';
import { andThen } from '../subject/outcome.js';
import { packFor } from '../subject/pack.js';
import { standingOf } from '../subject/standing.decider.js';
import type { Outcome, Subject, Surroundings } from '../subject/subject.js';

/**
 * The law of staying at home with an infection: where the valid pack begins the isolation of the infected at home, and on
 * the verifying result. Its days count from this decision, which for whoever stays at home is the arrival. It begins
 * once on a result: going on is decided by another person. The hold on the spot gives way to it.
 * Throws HOME_NEEDS_VERIFIED, NO_POLICY_PACK, HOME_NOT_IN_PACK, INFECTED_ISOLATED_ALREADY.
 */
export function isolateAtHome(subject: Subject, siteCode: string, given: Surroundings): Outcome {
  const standing = standingOf(subject);
  if (standing?.state !== 'verified') throw new Refusal('HOME_NEEDS_VERIFIED');
  const pack = packFor(given.rules, siteCode, given.at);
  if (pack === null) throw new Refusal('NO_POLICY_PACK');
  if (ruleFor(pack, 'infected')?.stages[0]?.place !== 'home') throw new Refusal('HOME_NOT_IN_PACK');
  const basis = ownResult(standing.by);
  const isBegun = subject.measures.some(
    (one) => isolatesInfected(one) && (isOpen(one, given.at) || isSameBasis(one.basis, basis)),
  );
  if (isBegun) throw new Refusal('INFECTED_ISOLATED_ALREADY');
  const isolated = isolate(subject, { basis, category: 'infected', siteCode, countedFrom: given.at }, given);
  return andThen(isolated, (seen) => leaveTheSpot(seen, 'own-result-chain', given));
}
