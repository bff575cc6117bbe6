import type { Case, HistoryLine, Outcome, Subject, SubjectFact, Surroundings } from './subject.js';

/** A decision that has not decided anything yet. */
export const begin = (subject: Subject): Outcome => ({ subject, facts: [], history: [] });

/** Goes on from one outcome with the next decision; facts and history stay in order. */
export function andThen(outcome: Outcome, decide: (subject: Subject) => Outcome): Outcome {
  const next = decide(outcome.subject);
  return {
    subject: next.subject,
    facts: [...outcome.facts, ...next.facts],
    history: [...outcome.history, ...next.history],
  };
}

/** Adds what is told and what is remembered of it. */
export function tell(
  outcome: Outcome,
  told: { subject?: Subject; facts?: readonly SubjectFact[]; history?: readonly HistoryLine[] },
): Outcome {
  return {
    subject: told.subject ?? outcome.subject,
    facts: [...outcome.facts, ...(told.facts ?? [])],
    history: [...outcome.history, ...(told.history ?? [])],
  };
}

type LineContent = Pick<HistoryLine, 'act' | 'reason'> & Partial<HistoryLine>;

/** One line of the history; what it does not name stays empty, and the case keeps its state. */
export function line(subject: Subject, { actor }: Surroundings, content: LineContent): HistoryLine {
  const state = subject.case?.state ?? null;
  return { escalationId: null, tubeId: null, resultVersion: null, fromState: state, toState: state, actor, ...content };
}

/** The case of a person who has one; a decision that needs it was called too early otherwise. */
export function caseOf(subject: Subject): Case {
  if (subject.case === null) throw new Error(`participant ${subject.participantId} has no case yet`);
  return subject.case;
}
