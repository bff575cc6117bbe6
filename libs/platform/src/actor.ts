import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Refusal } from '@lib/contracts/refusals';
import type { Scope } from '@lib/vocabulary';
import { currentRequest } from './request-context.js';
import type { Caller } from './request-context.js';

/** Who calls; also the name of the parameter decorator that gives it. */
export type Actor = Caller;

/** Parameter of a controller: the caller whom the guard let in. Throws UNAUTHENTICATED on a public route without one. */
export const Actor = createParamDecorator((_nothing: unknown, _context: ExecutionContext): Actor => {
  const actor = currentRequest()?.actor;
  if (actor === undefined) throw new Refusal('UNAUTHENTICATED');
  return actor;
});

/**
 * In: the caller, which binding is compared, and the object's value of it. Throws NOT_FOUND unless both are the same:
 * what belongs to another site looks exactly like what does not exist. A caller without that binding sees nothing.
 */
export function requireScope(actor: Actor, kind: keyof Scope, value: string | undefined): void {
  if (value === undefined || actor.scope[kind] !== value) throw new Refusal('NOT_FOUND');
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Out: the device that the caller is bound to, where it has a registered one; records name devices by their UUID only. */
export function deviceOf(actor: Actor): string | undefined {
  const { device } = actor.scope;
  return device !== undefined && uuidPattern.test(device) ? device.toLowerCase() : undefined;
}
