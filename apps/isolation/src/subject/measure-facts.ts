import { AppealDecidedV1 } from '@lib/contracts/events/isolation/appeal-decided.v1';
import { AppealFiledV1 } from '@lib/contracts/events/isolation/appeal-filed.v1';
import { MeasureEndedV1 } from '@lib/contracts/events/isolation/measure-ended.v1';
import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { emit } from '@lib/messaging';
import type { EventFrame, OutgoingEvent } from '@lib/messaging';
import type { Appeal, Measure } from './measure.js';
import type { Subject } from './subject.js';

type Frame = Omit<EventFrame, 'sequence'> & { readonly at: Date };

/**
 * What a decision changed about measures and objections, as facts. They are read off the difference, so that no
 * decision can forget to tell; each measure counts its own facts, those of its objections included.
 */
export function tellMeasures(
  before: Subject,
  after: Subject,
  frame: Frame,
): { subject: Subject; events: OutgoingEvent[] } {
  if (before.measures === after.measures && before.appeals === after.appeals) return { subject: after, events: [] };
  const events: OutgoingEvent[] = [];
  const known = new Map(before.measures.map((one) => [one.measureId, one]));
  const objected = new Map(before.appeals.map((one) => [one.appealId, one]));
  const measures = after.measures.map((one) => {
    const was = known.get(one.measureId);
    const objections = after.appeals.filter(({ measureId }) => measureId === one.measureId);
    const facts = [
      ...(was === undefined ? [started(after, one, frame)] : []),
      ...objections.flatMap((appeal) => appealFacts(after, one, appeal, objected.get(appeal.appealId))),
      ...(one.ended !== null && !was?.ended ? [ended(after, one)] : []),
    ];
    let { version } = one;
    for (const tell of facts) events.push(tell({ ...frame, sequence: (version += 1) }));
    return version === one.version ? one : { ...one, version };
  });
  return { subject: { ...after, measures }, events };
}

type Telling = (frame: EventFrame) => OutgoingEvent;

const about = ({ campaignId, participantId }: Subject, { measureId, siteCode }: Measure) => ({
  measureId,
  campaignId,
  participantId,
  siteCode,
});

function started(subject: Subject, one: Measure, { at }: Frame): Telling {
  const { kind, category, place, decidedBy, supersedes } = one;
  const content = {
    ...about(subject, one),
    ...{ kind, category, place, decidedBy, basisKind: one.basis.kind },
    ...(supersedes === null ? {} : { supersedes }),
    decidedAt: at.toISOString(),
    startsAt: one.startsAt.toISOString(),
    endsAt: one.endsAt.toISOString(),
  };
  return (frame) => emit(MeasureStartedV1, content, frame);
}

function ended(subject: Subject, one: Measure): Telling {
  if (one.ended === null) throw new Error(`measure ${one.measureId} has not ended`);
  const { because, at } = one.ended;
  const content = { ...about(subject, one), kind: one.kind, because, endedAt: at.toISOString() };
  return (frame) => emit(MeasureEndedV1, content, frame);
}

function appealFacts(subject: Subject, measure: Measure, appeal: Appeal, was: Appeal | undefined): Telling[] {
  const { appealId, ground, filedVia, filedAt, dueAt, answer } = appeal;
  const whose = { ...about(subject, measure), appealId };
  const filed = { ...whose, ground, filedVia, filedAt: filedAt.toISOString(), dueAt: dueAt.toISOString() };
  const facts: Telling[] = was === undefined ? [(frame) => emit(AppealFiledV1, filed, frame)] : [];
  if (answer === null || was?.answer) return facts;
  const { decision, reason, decidedBy, decidedAt } = answer;
  const decided = {
    ...whose,
    decision,
    reason,
    decidedBy,
    decidedAt: decidedAt.toISOString(),
    isLate: decidedAt > dueAt,
  };
  return [...facts, (frame) => emit(AppealDecidedV1, decided, frame)];
}
