import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import type { NewEvent, Outcome } from '@lib/screens';

export type Capacity = 1 | 5 | 10 | 20;

export interface Person {
  readonly participantId: string;
  /** What may be shown at the desk: a masked name, or the end of the code. */
  readonly label: string;
}

export interface OpenTube {
  tubeId: string;
  capacity: Capacity;
  people: Person[];
  /** The sampler says of a full tube that one household filled it; of one that is not full the reason says so. */
  isHousehold?: boolean;
}

/** An act that the desk shows and the shelf perhaps does not hold yet. */
export interface Note {
  readonly id: string;
  readonly event: NewEvent;
}

/** What a desk must not forget when its page is loaded again. */
export interface DeskMemory {
  tube: OpenTube | undefined;
  group: Person[];
  capacity: Capacity;
  /** Tubes whose seal or void was sent and not yet answered. */
  closing: OpenTube[];
  /** Tubes whose seal was refused while another tube was open. */
  parked: OpenTube[];
  /** Written down together with what the desk shows of them, and struck when the shelf has them. */
  notes: Note[];
}

/** How the answer to an event looks and sounds. */
export function outcomeOf(answer: JournalAnswer): Outcome {
  if (answer.outcome === 'accepted') return 'good';
  if (answer.outcome === 'duplicate') return answer.code === 'ALREADY_IN_TUBE' ? 'repeat' : 'good';
  return answer.code === 'TUBE_FULL' ? 'full' : 'stop';
}

// After these the tube cannot be filled any more, whoever closed it: to show it as open again would only mislead.
const closedCodes = new Set(['TUBE_NOT_OPEN', 'TUBE_ALREADY_SEALED', 'TUBE_VOID', 'TUBE_HANDED_OVER']);

/** Changes the memory by an answer of the house: who is in the tube, and whether the tube is still open. */
export function learn(memory: DeskMemory, event: DeviceEvent, answer: JournalAnswer): void {
  const outcome = outcomeOf(answer);
  switch (event.kind) {
    case 'scan':
      // A repeat says that the person is in the tube: taken out of the count, the count would be wrong.
      if (outcome === 'stop' || outcome === 'full') takeOut(memory, event.tubeId, event.subjectId);
      break;
    case 'seal-tube':
    case 'void-tube':
      settle(memory, event.tubeId, outcome !== 'good' && !closedCodes.has(answer.code ?? ''));
      break;
    case 'open-tube':
      // A tube that the house knows to be used up takes nobody: the people stand ready for another one.
      if (answer.outcome === 'refused') giveUp(memory, event.tubeId);
      break;
    case 'undo-scan':
      break;
  }
}

function takeOut(memory: DeskMemory, tubeId: string, participantId: string): void {
  for (const tube of [memory.tube, ...memory.closing, ...memory.parked])
    if (tube?.tubeId === tubeId) tube.people = tube.people.filter((person) => person.participantId !== participantId);
}

function giveUp(memory: DeskMemory, tubeId: string): void {
  if (memory.tube?.tubeId !== tubeId) return;
  const standing = new Set(memory.group.map(({ participantId }) => participantId));
  memory.group.unshift(...memory.tube.people.filter(({ participantId }) => !standing.has(participantId)));
  memory.tube = undefined;
}

function settle(memory: DeskMemory, tubeId: string, isStillOpen: boolean): void {
  const tube = memory.closing.find((closing) => closing.tubeId === tubeId);
  memory.closing = memory.closing.filter((closing) => closing !== tube);
  if (tube && isStillOpen) memory.parked.push(tube);
  if (!memory.tube) memory.tube = memory.parked.shift();
}

/** Puts a person into a tube once, however often they are scanned. */
export function seatOnce(tube: OpenTube, person: Person): void {
  if (!tube.people.some(({ participantId }) => participantId === person.participantId)) tube.people.push(person);
}

const swabsMost = 20;

/**
 * The swabs in the tube, as the sampler counted them. A full tube needs no counting: every place is taken. A tube that
 * is not full has to be counted, or nobody would notice who was scanned and not swabbed.
 */
export function swabsOf(tube: OpenTube, typed: string): number | undefined {
  const text = typed.trim();
  if (text === '') return tube.people.length >= tube.capacity ? tube.people.length : undefined;
  const swabs = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return swabs >= 1 && swabs <= swabsMost ? swabs : undefined;
}

export type PartialReason = NonNullable<Extract<DeviceEvent, { kind: 'seal-tube' }>['partialReason']>;

/** What a sampler says at sealing, beyond the number of swabs. */
export interface SealWords {
  /** Why a tube goes out before it is full. */
  readonly partialReason?: PartialReason;
  readonly isRetained?: boolean;
}

/** The seal of a tube as the journal takes it: one that is not full says why, a full one only that it is one household’s. */
export function sealOf(tube: OpenTube, swabs: number, { partialReason, isRetained }: SealWords) {
  const isPartial = tube.people.length < tube.capacity || swabs < tube.capacity;
  return {
    ...{ kind: 'seal-tube' as const, tubeId: tube.tubeId, specimens: swabs },
    ...(isPartial ? { partialReason: partialReason ?? ('end-of-queue' as const) } : {}),
    ...(!isPartial && tube.isHousehold === true ? { partialReason: 'household' as const } : {}),
    ...(isRetained === true ? { isRetained: true as const } : {}),
  };
}

/** Reads what an earlier page left behind. */
export function remembered(text: string | null): DeskMemory {
  const empty: DeskMemory = { tube: undefined, group: [], capacity: 10, closing: [], parked: [], notes: [] };
  if (text === null) return empty;
  try {
    return { ...empty, ...(JSON.parse(text) as Partial<DeskMemory>) };
  } catch {
    return empty;
  }
}
