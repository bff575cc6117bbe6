import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { ref } from 'vue';
import { ask, Declined } from './ask.js';
import type { Words } from './language.js';
import { afterFailure, closeNumbers, isMissingBefore, sortAnswers } from './pending-rules.js';

/** An event that the house cannot read: it stays on the phone with the house's words until somebody looks at it. */
export interface SetAside {
  readonly event: DeviceEvent;
  readonly words: Words;
}

interface Shelf extends DBSchema {
  events: { key: number; value: DeviceEvent };
  cursor: { key: 'next'; value: number };
  tray: { key: number; value: SetAside };
  notes: { key: 'taken'; value: readonly string[] };
}

/** A device event without its number, which the shelf gives. */
export type NewEvent = DeviceEvent extends infer E ? (E extends { seq: number } ? Omit<E, 'seq'> : never) : never;

/** Who hears what became of an event. */
export interface Listener {
  readonly answered: (event: DeviceEvent, answer: JournalAnswer) => void;
  /** The event left the row; every waiting event behind it now has a number one lower. */
  readonly setAside: (event: DeviceEvent) => void;
}

/** The house answered, but took nothing: sending at once again would only spin. */
class NothingTaken extends Error {}

const sendAtOnce = 200;
// A desk strikes a note as soon as it is taken; a handful is ever open at once.
const notesKept = 100;
const pauseMs = { first: 500, most: 15_000 };
const missing: Words = {
  zh: '系统缺少本机较早的记录，后面的扫码暂不能入账。请勿清除数据，联系运维',
  en: 'the system lacks earlier events of this device, so later scans cannot be recorded. Clear nothing and call the operators',
};

/**
 * The phone's own outbox. An event is numbered and stored before anything is shown, sent in order, and taken off only
 * when a 200 carries its answer. A refusal of the whole POST is no answer to any event in it: another person may have
 * signed in, and the scans are still true.
 */
export class PendingEvents {
  readonly waiting = ref(0);
  readonly isReachable = ref(true);
  /** Why the waiting events are not taken, in the house's words. */
  readonly trouble = ref<Words>();
  readonly tray = ref<SetAside[]>([]);
  private sending = false;
  private pauseNowMs = pauseMs.first;
  private retry: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly shelf: IDBPDatabase<Shelf>,
    private readonly device: { campaignId: string; deviceId: string },
    private readonly listener: Listener,
  ) {}

  /** Opens the shelf of this device and puts its numbering behind what the house has recorded. */
  static async open(device: { campaignId: string; deviceId: string }, listener: Listener): Promise<PendingEvents> {
    const shelf = await openDB<Shelf>(`bulou-${device.deviceId}`, 3, {
      upgrade(db, oldVersion) {
        if (oldVersion < 1) {
          db.createObjectStore('events', { keyPath: 'seq' });
          db.createObjectStore('cursor');
        }
        if (oldVersion < 2) db.createObjectStore('tray', { autoIncrement: true });
        db.createObjectStore('notes');
      },
      // A newer page may change the shelf; the older one lets go of it.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    const pending = new PendingEvents(shelf, device, listener);
    await pending.agreeOnNumbers();
    pending.waiting.value = await shelf.count('events');
    pending.tray.value = await shelf.getAll('tray');
    void pending.send();
    return pending;
  }

  /** Stores the event of a note, once, and starts sending. Out: the stored event; undefined when the note was taken before. */
  async add(event: NewEvent, noteId: string): Promise<DeviceEvent | undefined> {
    const tx = this.shelf.transaction(['events', 'cursor', 'notes'], 'readwrite');
    const taken = (await tx.objectStore('notes').get('taken')) ?? [];
    if (taken.includes(noteId)) return undefined;
    const seq = (await tx.objectStore('cursor').get('next')) ?? 1;
    const stored = { ...event, seq };
    await tx.objectStore('events').add(stored);
    await tx.objectStore('cursor').put(seq + 1, 'next');
    await tx.objectStore('notes').put([...taken, noteId].slice(-notesKept), 'taken');
    await tx.done;
    this.waiting.value += 1;
    void this.send();
    return stored;
  }

  private async recordedTo(): Promise<number | undefined> {
    const path = `/api/batching/v1/devices/${this.device.deviceId}/cursor`;
    return ask<{ lastSeq: number }>(path).then(
      ({ lastSeq }) => lastSeq,
      () => undefined,
    );
  }

  private async agreeOnNumbers(): Promise<void> {
    const lastSeq = await this.recordedTo();
    const next = (await this.shelf.get('cursor', 'next')) ?? 1;
    if (lastSeq !== undefined && lastSeq + 1 > next) await this.shelf.put('cursor', lastSeq + 1, 'next');
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.retry);
    let isSent = false;
    try {
      for (let events = await this.oldest(); events.length > 0; events = await this.oldest())
        await this.sendChunk(events);
      isSent = true;
      this.pauseNowMs = pauseMs.first;
    } catch (error) {
      this.pauseNowMs = Math.min(pauseMs.most, this.pauseNowMs * 2);
      this.retry = setTimeout(() => void this.send(), this.pauseNowMs * (0.5 + Math.random() / 2));
      await this.explain(error);
    } finally {
      this.sending = false;
    }
    // An event that was stored while the last look at the shelf was under way.
    if (isSent && (await this.shelf.count('events')) > 0) void this.send();
  }

  private async explain(error: unknown): Promise<void> {
    const isHeard = error instanceof NothingTaken || (error instanceof Declined && error.status < 500);
    this.isReachable.value = isHeard;
    if (error instanceof Declined && isHeard) this.trouble.value = error.words;
    if (!(error instanceof NothingTaken)) return;
    const [lastSeq, [first]] = await Promise.all([this.recordedTo(), this.oldest()]);
    this.trouble.value = first && isMissingBefore(first.seq, lastSeq) ? missing : undefined;
  }

  private async sendChunk(events: readonly DeviceEvent[]): Promise<void> {
    const [first] = events;
    try {
      await this.take(events, await this.deliver(events));
    } catch (error) {
      const next = afterFailure(error, events.length);
      if (next === 'keep' || !first) throw error;
      if (next === 'one-by-one') return this.sendChunk([first]);
      await this.setAside(first, (error as Declined).words);
    }
  }

  private async take(events: readonly DeviceEvent[], answers: readonly JournalAnswer[]): Promise<void> {
    const { answered, isHeld } = sortAnswers(events, answers);
    this.isReachable.value = true;
    // A page that dies in between hears the answer again; the other way round it would never have heard it.
    for (const { event, answer } of answered) {
      this.listener.answered(event, answer);
      await this.shelf.delete('events', event.seq);
    }
    this.waiting.value = await this.shelf.count('events');
    if (isHeld) throw new NothingTaken();
    this.trouble.value = undefined;
  }

  private async deliver(events: readonly DeviceEvent[]): Promise<JournalAnswer[]> {
    const json = { ...this.device, events };
    return (await ask<{ answers: JournalAnswer[] }>('/api/batching/v1/journal', { method: 'POST', json })).answers;
  }

  // The house never took this number, and waits for it: the events behind it move up, or they would stay out for ever.
  private async setAside(event: DeviceEvent, words: Words): Promise<void> {
    const tx = this.shelf.transaction(['events', 'cursor', 'tray'], 'readwrite');
    const shelved = tx.objectStore('events');
    const behind = closeNumbers(await shelved.getAll(), event.seq);
    await tx.objectStore('tray').add({ event, words });
    await shelved.delete(IDBKeyRange.lowerBound(event.seq));
    for (const moved of behind) await shelved.add(moved);
    await tx.objectStore('cursor').put(event.seq + behind.length, 'next');
    await tx.done;
    this.tray.value.push({ event, words });
    this.waiting.value = await this.shelf.count('events');
    this.listener.setAside(event);
  }

  private async oldest(): Promise<DeviceEvent[]> {
    return this.shelf.getAll('events', undefined, sendAtOnce);
  }
}
