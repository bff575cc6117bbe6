import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { type NewEvent, type Outcome, type PendingEvents, sound, type Words } from '@lib/screens';
import { computed, reactive, ref } from 'vue';

export type Capacity = 1 | 5 | 10 | 20;

export interface Person {
  readonly participantId: string;
  /** What may be shown at the desk: a masked name, or the end of the code. */
  readonly label: string;
}

interface OpenTube {
  tubeId: string;
  capacity: Capacity;
  people: Person[];
}

export interface HistoryLine {
  seq: number;
  readonly text: Words;
  state: 'waiting' | Outcome;
}

interface Assignment {
  readonly roundId: string;
  readonly pending: () => PendingEvents;
}

const historyLength = 6;

const outcomeOf = (answer: JournalAnswer): Outcome => {
  if (answer.outcome === 'accepted') return 'good';
  if (answer.outcome === 'duplicate') return answer.code === 'ALREADY_IN_TUBE' ? 'repeat' : 'good';
  return answer.code === 'TUBE_FULL' ? 'full' : 'stop';
};

const last4 = (text: string) => `…${text.slice(-4)}`;

/**
 * The desk of one device: which tube is open, who stands in the group, what was scanned. A scan counts as done only when
 * the house has answered; until then the line says that it waits. Both orders work: a tube first, or people first.
 */
export function useDesk({ roundId, pending }: Assignment) {
  const tube = ref<OpenTube>();
  const group = ref<Person[]>([]);
  const capacity = ref<Capacity>(10);
  const history = reactive<HistoryLine[]>([]);
  const flood = ref<Outcome>();
  const isFull = computed(() => tube.value !== undefined && tube.value.people.length >= tube.value.capacity);

  async function record(event: NewEvent, text: Words): Promise<void> {
    const stored = await pending().add(event);
    history.unshift({ seq: stored.seq, text, state: 'waiting' });
    history.splice(historyLength);
  }

  const stamp = () => ({ capturedAt: new Date().toISOString() });

  function show(outcome: Outcome): void {
    flood.value = outcome;
    sound(outcome);
  }

  async function seat(person: Person): Promise<void> {
    const open = tube.value;
    if (!open) return;
    open.people.push(person);
    const words = {
      zh: `${person.label} 入管 ${last4(open.tubeId)}`,
      en: `${person.label} into ${last4(open.tubeId)}`,
    };
    await record(
      { kind: 'scan', ...stamp(), tubeId: open.tubeId, subjectKind: 'person', subjectId: person.participantId },
      words,
    );
  }

  async function scanPerson(person: Person): Promise<void> {
    if (!tube.value) {
      const isKnown = group.value.some(({ participantId }) => participantId === person.participantId);
      if (!isKnown) group.value.push(person);
      show(isKnown ? 'repeat' : 'good');
      return;
    }
    if (tube.value.people.some(({ participantId }) => participantId === person.participantId)) return show('repeat');
    if (isFull.value) {
      // The person is held and drops into the next tube that is scanned: nobody is scanned twice.
      group.value.push(person);
      return show('full');
    }
    await seat(person);
  }

  async function seal(partialReason?: 'end-of-queue'): Promise<void> {
    const open = tube.value;
    if (!open) return;
    tube.value = undefined;
    const words = {
      zh: `封管 ${last4(open.tubeId)}，${open.people.length} 人`,
      en: `sealed ${last4(open.tubeId)}, ${open.people.length} people`,
    };
    const specimens = open.people.length;
    const isPartial = specimens < open.capacity;
    await record(
      {
        kind: 'seal-tube',
        ...stamp(),
        tubeId: open.tubeId,
        specimens,
        ...(isPartial ? { partialReason: partialReason ?? 'end-of-queue' } : {}),
      },
      words,
    );
  }

  async function openTube(tubeId: string, order?: { orderId: string; person: Person }): Promise<boolean> {
    if (tube.value?.tubeId === tubeId) return false;
    if (tube.value && !isFull.value) return false;
    await seal();
    const size = order ? 1 : capacity.value;
    tube.value = { tubeId, capacity: size, people: [] };
    const purpose = order ? ('recollection' as const) : ('round' as const);
    await record(
      {
        kind: 'open-tube',
        ...stamp(),
        tubeId,
        roundId,
        capacity: size,
        purpose,
        ...(order ? { orderId: order.orderId } : {}),
      },
      { zh: `开管 ${last4(tubeId)}`, en: `opened ${last4(tubeId)}` },
    );
    const seated = order ? [order.person] : group.value.splice(0, size);
    for (const person of seated) await seat(person);
    return true;
  }

  async function undo(): Promise<void> {
    const open = tube.value;
    const person = open?.people.pop();
    if (!open || !person) return;
    await record(
      { kind: 'undo-scan', ...stamp(), tubeId: open.tubeId, subjectId: person.participantId },
      { zh: `撤销 ${person.label}`, en: `undone ${person.label}` },
    );
  }

  async function voidTube(): Promise<void> {
    const open = tube.value;
    if (!open) return;
    tube.value = undefined;
    await record(
      { kind: 'void-tube', ...stamp(), tubeId: open.tubeId, reason: 'void' },
      {
        zh: `作废 ${last4(open.tubeId)}，${open.people.length} 人待复采`,
        en: `void ${last4(open.tubeId)}, ${open.people.length} people to recollect`,
      },
    );
  }

  function takeAnswer(event: DeviceEvent, answer: JournalAnswer): void {
    const outcome = outcomeOf(answer);
    const line = history.find(({ seq }) => seq === event.seq);
    if (line) line.state = outcome;
    const isRefusedScan = event.kind === 'scan' && outcome !== 'good';
    if (isRefusedScan && tube.value?.tubeId === event.tubeId) {
      tube.value.people = tube.value.people.filter(({ participantId }) => participantId !== event.subjectId);
    }
    if (answer.zh && answer.en && outcome !== 'good') {
      history.unshift({ seq: -event.seq, text: { zh: answer.zh, en: answer.en }, state: outcome });
    }
    show(outcome === 'good' && isFull.value ? 'full' : outcome);
  }

  function takeAside({ seq }: DeviceEvent): void {
    for (const line of history) {
      if (line.seq === seq) Object.assign(line, { seq: -seq, state: 'stop' });
      else if (line.seq > seq) line.seq -= 1;
    }
    show('stop');
  }

  return {
    tube,
    group,
    capacity,
    history,
    flood,
    isFull,
    scanPerson,
    seal,
    openTube,
    undo,
    voidTube,
    takeAnswer,
    takeAside,
  };
}

export type Desk = ReturnType<typeof useDesk>;
