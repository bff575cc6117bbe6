import { Refusal } from '@lib/contracts/refusals';
import { deviceOf } from '@lib/platform';
import type { Actor } from '@lib/platform';
import type { By } from './tube/turn.js';

/** Out: the laboratory that the caller is bound to. Throws LAB_UNKNOWN for a caller who is bound to none. */
export function labOf(actor: Actor): string {
  const { lab } = actor.scope;
  if (lab === undefined) throw new Refusal('LAB_UNKNOWN');
  return lab;
}

/** Out: the caller as the author of an act at the bench, at the bench's own time where the caller tells it. */
export const byOf = (actor: Actor, capturedAt?: string): By => ({
  actor: actor.id,
  deviceId: deviceOf(actor),
  capturedAt: capturedAt === undefined ? undefined : new Date(capturedAt),
});
