import { emit, type OutgoingEvent } from '@lib/messaging';
import type { Fact } from '../tube/verdict.js';

/** Frames a fact for the outbox. In: what a decider tells. Out: the event, proven against its contract. */
export function framed({ contract, content, sequence, act }: Fact): OutgoingEvent {
  return emit(contract, content, {
    sequence,
    capturedAt: act.capturedAt ?? undefined,
    actor: act.actor,
    deviceId: act.deviceId ?? undefined,
  });
}
