import type { DeviceEvent } from '@lib/contracts/http/batching/journal';
import type { DemoDay } from './day.js';
import type { DemoPerson } from './people.js';
import type { DeviceRound, TubePlan } from './round-plan.js';

export interface PlannedEvent {
  readonly event: DeviceEvent;
  readonly expected: 'accepted' | 'duplicate' | 'refused';
  /** The part of the day, 0..1, at which it happens. */
  readonly part: number;
}

interface JournalContext {
  readonly roundId: string;
  readonly day: DemoDay;
  readonly idOf: (person: DemoPerson) => string;
  /** The day's part within which the device works. */
  readonly from: number;
  readonly to: number;
  /** Number of the device's next event. */
  readonly firstSeq: number;
}

type Draft = { kind: DeviceEvent['kind']; expected?: PlannedEvent['expected']; [field: string]: unknown };

/** Scans of one tube, with the slip of its plan: an undone scan is repeated at once, so that the tube is as planned. */
function draftScans(tube: TubePlan, idOf: JournalContext['idOf'], nextInQueue: DemoPerson | undefined): Draft[] {
  const scan = (person: DemoPerson, expected: PlannedEvent['expected'] = 'accepted'): Draft => ({
    kind: 'scan',
    tubeId: tube.tubeId,
    subjectKind: 'person',
    subjectId: idOf(person),
    expected,
  });
  const drafts = tube.people.map((person) => scan(person));
  const last = tube.people.at(-1);
  const [first] = tube.people;
  if (!first || !last) return drafts;
  const isFull = tube.people.length === tube.capacity;
  if (tube.slip === 'undo') {
    drafts.push({ kind: 'undo-scan', tubeId: tube.tubeId, subjectId: idOf(last) }, scan(last));
  } else if (tube.slip === 'repeat') {
    drafts.push(scan(first, 'duplicate'));
  } else if (tube.slip === 'overfill' && isFull && nextInQueue) {
    drafts.push(scan(nextInQueue, 'refused'));
  }
  return drafts;
}

function draftTube(
  tube: TubePlan,
  roundId: string,
  idOf: JournalContext['idOf'],
  next: DemoPerson | undefined,
): Draft[] {
  const { tubeId, capacity, people, fate } = tube;
  const open: Draft = { kind: 'open-tube', tubeId, roundId, capacity, purpose: 'round' };
  const isPartial = people.length < capacity;
  const seal: Draft = {
    kind: 'seal-tube',
    tubeId,
    specimens: people.length,
    ...(isPartial ? { partialReason: 'end-of-queue' } : {}),
  };
  const end: Draft[] = fate === 'void' ? [{ kind: 'void-tube', tubeId, reason: 'void' }] : [seal];
  return [open, ...draftScans(tube, idOf, next), ...end];
}

/**
 * What a device of the round sends, in its order, each event with the answer that the law demands. Where people came
 * first, their scans were captured before the tube was opened; the device still lists the opening first.
 */
export function writeJournal(round: DeviceRound, context: JournalContext): PlannedEvent[] {
  const drafts = round.tubes.flatMap((tube, index) => {
    const next = round.tubes[index + 1]?.people[0];
    return draftTube(tube, context.roundId, context.idOf, next).map((draft) => ({ draft, order: tube.order }));
  });
  const share = (context.to - context.from) / Math.max(1, drafts.length);
  return drafts.map(({ draft, order }, index) => {
    const { expected = 'accepted', ...content } = draft;
    // A group of ten stands together for a few minutes before its tube is scanned.
    const shift = order === 'people-first' && draft.kind === 'scan' ? -12 * share : 0;
    const part = context.from + index * share;
    const capturedAt = context.day.at(Math.max(0, part + shift));
    return { expected, part, event: { ...content, seq: context.firstSeq + index, capturedAt } as DeviceEvent };
  });
}
