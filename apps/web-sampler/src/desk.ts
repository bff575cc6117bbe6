import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { type NewEvent, type Outcome, type PendingEvents, sound, type Words } from '@lib/screens';
import { computed, reactive, ref, toRaw, toRef, watch } from 'vue';
import {
  type DeskMemory,
  learn,
  type Note,
  outcomeOf,
  type Person,
  remembered,
  sealOf,
  type SealWords,
  seatOnce,
} from './desk-rules.js';

export interface HistoryLine {
  seq: number;
  readonly text: Words;
  state: 'waiting' | Outcome;
}

interface Assignment {
  readonly roundId: string;
  /** Names this device in this campaign: the desk is kept under it. */
  readonly keptAs: string;
  readonly pending: () => PendingEvents;
}

const historyLength = 6;

const last4 = (text: string) => `…${text.slice(-4)}`;
const stamp = () => ({ capturedAt: new Date().toISOString() });

/** The desk as the device remembers it; every change is written down before the next scan. */
function useMemory(keptAs: string) {
  const memory = reactive(remembered(localStorage.getItem(keptAs)));
  watch(memory, () => localStorage.setItem(keptAs, JSON.stringify(memory)), { flush: 'sync' });
  return memory;
}

/** The last scans, and what the house said to each. */
function useHistory() {
  const history = reactive<HistoryLine[]>([]);
  const flood = ref<Outcome>();

  function show(outcome: Outcome): void {
    flood.value = outcome;
    sound(outcome);
  }
  function write(line: HistoryLine): void {
    history.unshift(line);
    history.splice(historyLength);
  }
  function answer(event: DeviceEvent, { zh, en }: JournalAnswer, outcome: Outcome): void {
    const line = history.find(({ seq }) => seq === event.seq);
    if (line) line.state = outcome;
    if (zh && en && outcome !== 'good') write({ seq: -event.seq, text: { zh, en }, state: outcome });
  }
  function takeAside({ seq }: DeviceEvent): void {
    for (const line of history) {
      if (line.seq === seq) Object.assign(line, { seq: -seq, state: 'stop' });
      else if (line.seq > seq) line.seq -= 1;
    }
    show('stop');
  }
  return { history, flood, show, write, answer, takeAside };
}

type Recorder = (event: NewEvent, text: Words) => Promise<void>;

/** Acts on their way to the shelf. What the desk shows of an act is never lost with its page: its note is written down with it. */
function useNotes(memory: DeskMemory, pending: Assignment['pending'], write: (line: HistoryLine) => void) {
  async function shelve({ id, event }: Note): Promise<DeviceEvent | undefined> {
    const stored = await pending().add(event, id);
    memory.notes = memory.notes.filter((note) => note.id !== id);
    return stored;
  }
  const record: Recorder = async (event, text) => {
    const note = { id: crypto.randomUUID(), event };
    memory.notes.push(note);
    const stored = await shelve(note);
    if (stored) write({ seq: stored.seq, text, state: 'waiting' });
  };
  /** Shelves what an earlier page noted and did not live to shelve. */
  async function restore(): Promise<void> {
    for (const note of toRaw(memory).notes) await shelve(toRaw(note));
  }
  return { record, restore };
}

/** What is done to the open tube as a whole, and taking back the last scan. */
function useTubeActs(memory: DeskMemory, record: Recorder) {
  /** Sends the seal; the tube is kept aside until the house has accepted it. */
  async function seal(swabs: number, said: SealWords = {}): Promise<void> {
    const open = memory.tube;
    if (!open) return;
    memory.closing.push(open);
    memory.tube = undefined;
    await record(
      { ...sealOf(open, swabs, said), ...stamp() },
      { zh: `封管 ${last4(open.tubeId)}，${swabs} 支`, en: `sealed ${last4(open.tubeId)}, ${swabs} swabs` },
    );
  }

  async function undo(): Promise<void> {
    const open = memory.tube;
    const person = open?.people.pop();
    if (!open || !person) return;
    await record(
      { kind: 'undo-scan', ...stamp(), tubeId: open.tubeId, subjectId: person.participantId },
      { zh: `撤销 ${person.label}`, en: `undone ${person.label}` },
    );
  }

  async function voidTube(): Promise<void> {
    const open = memory.tube;
    if (!open) return;
    memory.closing.push(open);
    memory.tube = undefined;
    const [zh, en] = [`作废 ${last4(open.tubeId)}，${open.people.length} 人待复采`, `void ${last4(open.tubeId)}`];
    await record({ kind: 'void-tube', ...stamp(), tubeId: open.tubeId, reason: 'void' }, { zh, en });
  }

  function markHousehold(isHousehold: boolean): void {
    if (memory.tube) memory.tube.isHousehold = isHousehold;
  }

  return { seal, undo, voidTube, markHousehold };
}

/**
 * The desk of one device: which tube is open, who stands in the group, what was scanned. A scan counts as done only when
 * the house has answered; until then the line says that it waits. Both orders work: a tube first, or people first.
 */
export function useDesk({ roundId, keptAs, pending }: Assignment) {
  const memory = useMemory(keptAs);
  const { history, flood, show, write, answer: answerLine, takeAside: markAside } = useHistory();
  const isFull = computed(() => memory.tube !== undefined && memory.tube.people.length >= memory.tube.capacity);

  const { record, restore } = useNotes(memory, pending, write);
  const acts = useTubeActs(memory, record);

  async function seat(person: Person): Promise<void> {
    const open = memory.tube;
    if (!open) return;
    seatOnce(open, person);
    const [zh, en] = [`${person.label} 入管 ${last4(open.tubeId)}`, `${person.label} into ${last4(open.tubeId)}`];
    const subject = { subjectKind: 'person', subjectId: person.participantId } as const;
    await record({ kind: 'scan', ...stamp(), tubeId: open.tubeId, ...subject }, { zh, en });
  }

  async function scanPerson(person: Person): Promise<void> {
    const isSame = ({ participantId }: Person) => participantId === person.participantId;
    if (memory.group.some(isSame) || memory.tube?.people.some(isSame)) return show('repeat');
    if (memory.tube && !isFull.value) return seat(person);
    // With a full tube the person is held and drops into the next tube that is scanned: nobody is scanned twice.
    memory.group.push(person);
    show(memory.tube ? 'full' : 'good');
  }

  /** Out: false when a tube that is not full stands open; it has to be sealed first. */
  async function openTube(tubeId: string, order?: { orderId: string; person: Person }): Promise<boolean> {
    const before = memory.tube;
    if (before && (before.tubeId === tubeId || !isFull.value)) return false;
    const size = order ? 1 : memory.capacity;
    const kept = before ? [acts.seal(before.people.length)] : [];
    memory.tube = { tubeId, capacity: size, people: [] };
    const why = order ? { purpose: 'recollection' as const, orderId: order.orderId } : { purpose: 'round' as const };
    const text = { zh: `开管 ${last4(tubeId)}`, en: `opened ${last4(tubeId)}` };
    kept.push(record({ kind: 'open-tube', ...stamp(), tubeId, roundId, capacity: size, ...why }, text));
    for (const person of order ? [order.person] : memory.group.splice(0, size)) kept.push(seat(person));
    await Promise.all(kept);
    return true;
  }

  function takeAnswer(event: DeviceEvent, answer: JournalAnswer): void {
    const outcome = outcomeOf(answer);
    learn(memory, event, answer);
    answerLine(event, answer, outcome);
    show(outcome === 'good' && isFull.value ? 'full' : outcome);
  }

  /** What the house cannot read it has not done: the desk goes back to what the house knows. */
  function takeAside(event: DeviceEvent): void {
    learn(memory, event, { seq: event.seq, outcome: 'refused' });
    markAside(event);
  }

  const [tube, group, capacity] = [toRef(memory, 'tube'), toRef(memory, 'group'), toRef(memory, 'capacity')];
  const parked = toRef(memory, 'parked');
  const commands = { restore, scanPerson, openTube, takeAnswer, takeAside, ...acts };
  return { tube, group, capacity, parked, history, flood, isFull, ...commands };
}

export type Desk = ReturnType<typeof useDesk>;
