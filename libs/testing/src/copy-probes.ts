import { type EventHandler, type ReceivedEvent, type TopicPlan } from '@lib/messaging';
import { insertRows, type Tx } from '@lib/platform';
import { ProbeCountedV1, ProbeErasedV1 } from './probe-room.js';

const columns = { event_id: 'uuid', key: 'text', sequence: 'int', type: 'text', count: 'int' };

/** The topic of the probe room. */
export const probeTopics: readonly TopicPlan[] = [{ name: 'bulou.probe', partitions: 3 }];

/** A handler that writes down every event it is given; a test plants its faults in front of it. */
export class CopyProbes implements EventHandler {
  readonly consumes = [ProbeCountedV1, ProbeErasedV1];

  constructor(public fault: (event: ReceivedEvent) => void = () => undefined) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const rows = events.map((event) => {
      this.fault(event);
      const { count } = event.data as { count: number };
      return { event_id: event.id, key: event.key, sequence: event.sequence, type: event.type, count };
    });
    await insertRows(tx, 'probe_copies', columns, rows);
  }
}
