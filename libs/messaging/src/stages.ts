import type { EventHandler, ReceivedEvent } from './received-event.js';

/** One call of one handler. */
export interface Stage {
  readonly handler: EventHandler;
  readonly events: ReceivedEvent[];
}

/**
 * Lays a chunk out as few calls as possible without breaking the order of any key: an event joins the first call of
 * its handler that does not come before a call which already holds an event of the same key for another handler.
 */
export function layStages(
  events: readonly ReceivedEvent[],
  handlersOf: (type: string) => readonly EventHandler[],
): Stage[] {
  const stages: Stage[] = [];
  const lastStageOfKey = new Map<string, number>();
  for (const event of events) {
    const keyId = `${event.contract.topic} ${event.key}`;
    const earliest = lastStageOfKey.get(keyId) ?? 0;
    let latest = earliest;
    for (const handler of handlersOf(event.type)) {
      let index = stages.findIndex((stage, at) => at >= earliest && stage.handler === handler);
      if (index < 0) index = stages.push({ handler, events: [] }) - 1;
      stages[index]?.events.push(event);
      latest = Math.max(latest, index);
    }
    lastStageOfKey.set(keyId, latest);
  }
  return stages;
}
