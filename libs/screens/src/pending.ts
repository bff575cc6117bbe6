import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { ref } from 'vue';
import { ask, Declined } from './ask.js';

interface Shelf extends DBSchema {
  events: { key: number; value: DeviceEvent };
  cursor: { key: 'next'; value: number };
}

/** A device event without its number, which the shelf gives. */
export type NewEvent = DeviceEvent extends infer E ? (E extends { seq: number } ? Omit<E, 'seq'> : never) : never;

const sendAtOnce = 200;
const pauseMs = { first: 500, most: 15_000 };

/**
 * The phone's own outbox. An event is numbered and stored before anything is shown, sent in order, and taken off only
 * after the durable answer; what has not been answered survives a reload and a dead network.
 */
export class PendingEvents {
  readonly waiting = ref(0);
  readonly isReachable = ref(true);
  private sending = false;
  private pauseNowMs = pauseMs.first;

  private constructor(
    private readonly shelf: IDBPDatabase<Shelf>,
    private readonly device: { campaignId: string; deviceId: string },
    private readonly onAnswer: (event: DeviceEvent, answer: JournalAnswer) => void,
  ) {}

  /** Opens the shelf of this device and puts its numbering behind what the house has recorded. */
  static async open(
    device: { campaignId: string; deviceId: string },
    onAnswer: (event: DeviceEvent, answer: JournalAnswer) => void,
  ): Promise<PendingEvents> {
    const shelf = await openDB<Shelf>(`bulou-${device.deviceId}`, 1, {
      upgrade(db) {
        db.createObjectStore('events', { keyPath: 'seq' });
        db.createObjectStore('cursor');
      },
    });
    const pending = new PendingEvents(shelf, device, onAnswer);
    await pending.agreeOnNumbers();
    pending.waiting.value = await shelf.count('events');
    void pending.send();
    return pending;
  }

  /** Stores an event and starts sending. Answers with the stored event. */
  async add(event: NewEvent): Promise<DeviceEvent> {
    const tx = this.shelf.transaction(['events', 'cursor'], 'readwrite');
    const seq = (await tx.objectStore('cursor').get('next')) ?? 1;
    const stored = { ...event, seq } as DeviceEvent;
    await tx.objectStore('events').add(stored);
    await tx.objectStore('cursor').put(seq + 1, 'next');
    await tx.done;
    this.waiting.value += 1;
    void this.send();
    return stored;
  }

  private async agreeOnNumbers(): Promise<void> {
    const known = await ask<{ lastSeq: number }>(`/api/batching/v1/devices/${this.device.deviceId}/cursor`).catch(
      () => undefined,
    );
    const next = (await this.shelf.get('cursor', 'next')) ?? 1;
    if (known && known.lastSeq + 1 > next) await this.shelf.put('cursor', known.lastSeq + 1, 'next');
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let events = await this.oldest(); events.length > 0; events = await this.oldest())
        await this.sendChunk(events);
      this.pauseNowMs = pauseMs.first;
    } catch {
      this.isReachable.value = false;
      this.pauseNowMs = Math.min(pauseMs.most, this.pauseNowMs * 2);
      setTimeout(() => void this.send(), this.pauseNowMs * (0.5 + Math.random() / 2));
    } finally {
      this.sending = false;
    }
  }

  private async sendChunk(events: readonly DeviceEvent[]): Promise<void> {
    const answers = await this.deliver(events);
    this.isReachable.value = true;
    for (const answer of answers) {
      const event = events.find(({ seq }) => seq === answer.seq);
      // A gap means that an earlier event is still on the shelf: it stays until that one is in.
      if (!event || answer.code === 'JOURNAL_GAP') continue;
      await this.shelf.delete('events', answer.seq);
      this.onAnswer(event, answer);
    }
    this.waiting.value = await this.shelf.count('events');
  }

  private async deliver(events: readonly DeviceEvent[]): Promise<JournalAnswer[]> {
    try {
      const { answers } = await ask<{ answers: JournalAnswer[] }>('/api/batching/v1/journal', {
        method: 'POST',
        json: { ...this.device, events },
      });
      return answers;
    } catch (error) {
      if (!(error instanceof Declined) || error.status >= 500 || error.status === 429 || error.status === 401)
        throw error;
      const [first] = events;
      // A chunk that the house cannot read is sent one by one, so that one bad event does not hold the others.
      if (!first) return [];
      if (events.length > 1) return await this.deliver([first]);
      return [{ seq: first.seq, outcome: 'refused', code: error.code, zh: error.words.zh, en: error.words.en }];
    }
  }

  private async oldest(): Promise<DeviceEvent[]> {
    return await this.shelf.getAll('events', undefined, sendAtOnce);
  }
}
