import { hasAnswer, speaksFor } from '../subject/standing.decider.js';
import type { RecollectionTube, Subject } from '../subject/subject.js';

/** A single tube of the person's own, sealed, whose result was released. */
export type AnsweredSwab = RecollectionTube & {
  readonly sealedAt: Date;
  readonly result: NonNullable<RecollectionTube['result']>;
};

/** Out: what may speak for a discharge, the newest swab first. */
export function answeredSwabsOf(subject: Subject): AnsweredSwab[] {
  const isAnswered = (tube: RecollectionTube): tube is AnsweredSwab =>
    tube.sealedAt !== null && hasAnswer(tube) && speaksFor(subject, tube);
  return subject.tubes.filter(isAnswered).toSorted((a, b) => b.sealedAt.getTime() - a.sealedAt.getTime());
}
