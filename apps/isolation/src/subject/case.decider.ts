import { endGroundless } from './groundless.decider.js';
import { cancelNeedless } from './needless-order.decider.js';
import { end } from './measure.decider.js';
import { isOpen } from './measure.js';
import { begin, caseOf, line, tell, andThen } from './outcome.js';
import { hasEnded, isOwnOrder, standingOf } from './standing.decider.js';
import type { Standing } from './standing.decider.js';
import type { Case, CaseState, Detection, Outcome, Subject, SubjectFact, Surroundings } from './subject.js';

/**
 * The law of a case: one per person and campaign. Each alert that names the person is acknowledged by `case-opened`,
 * new or not; then the case goes where the facts put it (`standingOf`), and tells so. To whoever listens, `case-opened`
 * on a case that had ended means that it is open again, and on any other case that nothing changed.
 */
export function acknowledge(subject: Subject, escalationId: string, given: Surroundings): Outcome {
  const detection = detectionOf(subject, escalationId);
  const known = subject.case;
  const isNew = known === null;
  const opened: Case = known ?? {
    caseId: given.newId(),
    escalationId,
    siteCode: detection.siteCode,
    state: 'open',
    openedAt: given.at,
    version: 0,
  };
  const from = known?.state ?? null;
  const seen: CaseState = known === null || hasEnded(known.state) ? 'open' : known.state;
  const next: Subject = { ...subject, case: { ...opened, state: seen, version: opened.version + 1 } };
  const about = { escalationId, tubeId: detection.tubeId, resultVersion: detection.resultVersion };
  const told = tell(begin(next), {
    facts: [openedFact(next, detection, isNew, given.at)],
    history: [
      line(next, given, {
        act: isNew ? 'opened' : 'joined',
        reason: detection.finding,
        fromState: from,
        toState: seen,
        ...about,
      }),
      ...(isOwnOrder(subject, detection.orderId)
        ? []
        : [line(next, given, { act: 'ignored', reason: 'order-of-another-person', ...about })]),
      ...(isInconclusiveSingle(detection)
        ? [line(next, given, { act: 'ignored', reason: 'single-tube-not-conclusive', ...about })]
        : []),
    ],
  });
  return andThen(told, (acknowledged) => settle(acknowledged, given));
}

/** Puts the case where the facts put it, ends what rests on nothing now, and cancels the order that nothing needs any more. */
export const settle = (subject: Subject, given: Surroundings): Outcome =>
  andThen(
    andThen(move(subject, given), (moved) => endGroundless(moved, given)),
    (seen) => cancelNeedless(seen, given),
  );

// A person without a case stays without one.
function move(subject: Subject, given: Surroundings): Outcome {
  const standing = standingOf(subject);
  if (subject.case === null || standing === null || standing.state === subject.case.state) return begin(subject);
  const from = subject.case.state;
  const steps = factsOf(subject, standing, given.at);
  const moved: Subject = {
    ...subject,
    case: { ...subject.case, state: standing.state, version: subject.case.version + steps.length },
  };
  const told = tell(begin(moved), {
    facts: steps,
    history: [
      line(moved, given, {
        ...reasonOf(standing, from),
        fromState: from,
        toState: standing.state,
        ...sourceOf(standing),
      }),
    ],
  });
  return hasEnded(standing.state) ? andThen(told, (ended) => endHolds(ended, standing, given)) : told;
}

/** The detection of this person that an escalation speaks of. */
export function detectionOf(subject: Subject, escalationId: string): Detection {
  const detection = subject.detections.find((one) => one.escalationId === escalationId);
  if (detection === undefined) throw new Error(`escalation ${escalationId} does not name ${subject.participantId}`);
  return detection;
}

function isInconclusiveSingle({ purpose, finding, isSingle }: Detection): boolean {
  return purpose === 'recollection' && isSingle && finding !== 'detected';
}

function sourceOf(standing: Standing): { escalationId: string; tubeId: string; resultVersion: number } {
  if (standing.state !== 'cleared') {
    const { escalationId, tubeId, resultVersion } = standing.by;
    return { escalationId, tubeId, resultVersion };
  }
  const { by, of } = standing;
  return { escalationId: of.escalationId, tubeId: by.tubeId, resultVersion: by.result?.version ?? 1 };
}

function reasonOf(standing: Standing, from: CaseState) {
  switch (standing.state) {
    case 'verified':
      return { act: 'verified', reason: 'single-tube-detected' } as const;
    case 'cleared':
      return { act: 'cleared', reason: 'single-tube-not-detected' } as const;
    case 'revoked':
      return { act: 'revoked', reason: 'detection-withdrawn' } as const;
    case 'open':
      return from === 'cleared'
        ? ({ act: 'reopened', reason: 'clearing-result-withdrawn' } as const)
        : ({ act: 'reopened', reason: 'other-detection-stands' } as const);
  }
}

function factsOf(subject: Subject, standing: Standing, at: Date): SubjectFact[] {
  const { caseId, state } = caseOf(subject);
  const { campaignId, participantId } = subject;
  const about = { caseId, campaignId, participantId, ...sourceOf(standing), siteCode: standing.by.siteCode };
  const { resultVersion: _version, ...withoutVersion } = about;
  const moment = at.toISOString();
  const revoked = { ...withoutVersion, reason: 'detection-withdrawn', revokedAt: moment };
  switch (standing.state) {
    case 'verified':
      return [{ kind: 'case-verified', content: { ...about, verifiedAt: moment } }];
    case 'cleared':
      return [{ kind: 'case-cleared', content: { ...about, clearedAt: moment } }];
    case 'revoked':
      return [{ kind: 'case-revoked', content: revoked }];
    case 'open': {
      const opened = openedFact(subject, standing.by, false, at);
      // What was verified is first taken back, so that nobody reads the opening as a mere repetition.
      return state === 'verified' ? [{ kind: 'case-revoked', content: revoked }, opened] : [opened];
    }
  }
}

function openedFact(subject: Subject, detection: Detection, isNew: boolean, at: Date): SubjectFact {
  const { campaignId, participantId } = subject;
  const { escalationId, tubeId, resultVersion, siteCode } = detection;
  return {
    kind: 'case-opened',
    content: {
      caseId: caseOf(subject).caseId,
      campaignId,
      participantId,
      escalationId,
      tubeId,
      siteCode,
      resultVersion,
      isNew,
      openedAt: at.toISOString(),
    },
  };
}

// What rests on the person's own result ends with the case; what rests on a contact or an order does not. What has run
// out by itself is left as it was: nothing ended it.
function endHolds(subject: Subject, standing: Standing, given: Surroundings): Outcome {
  const { reason } = reasonOf(standing, caseOf(subject).state);
  const own = subject.measures.filter((one) => one.basis.kind === 'own-result-chain' && isOpen(one, given.at));
  if (own.length === 0) return begin(subject);
  const because = reason === 'detection-withdrawn' ? reason : 'single-tube-not-detected';
  const ids = own.map(({ measureId }) => measureId);
  return end(subject, ids, because, given, { act: 'hold-ended', reason, ...sourceOf(standing) });
}
