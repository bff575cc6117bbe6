import { Refusal } from '@lib/contracts/refusals';
import type { RefusalDetail } from '@lib/contracts/refusals';
import { scopeOf, seesAll } from '@lib/contracts/route';
import type { RouteContract } from '@lib/contracts/route';
import type { Scope } from '@lib/vocabulary';
import type { Actor } from './actor.js';

/**
 * Lets a caller come to a route whom the table names: by role, and bound to what the table compares there. Throws
 * FORBIDDEN otherwise: a token that is bound to nothing opens nothing that is scoped.
 */
export function requireListed(contract: RouteContract, actor: Actor): void {
  if (contract.roles !== 'public' && !contract.roles.includes(actor.role)) throw new Refusal('FORBIDDEN');
  const kinds = [scopeOf(contract, actor.role), ...(contract.alsoBound ?? [])];
  const isBound = kinds.every((kind) => kind === 'none' || (actor.scope[kind] ?? '') !== '');
  if (!isBound) throw new Refusal('FORBIDDEN');
}

/**
 * In: the caller and the route. Out: the caller's binding as the table compares it, for a list: `{ site: '…' }`, or `{}`
 * where the role sees all. Throws FORBIDDEN for a caller who lacks it.
 */
export function boundTo(actor: Actor, contract: RouteContract): Scope {
  requireListed(contract, actor);
  const kind = scopeOf(contract, actor.role);
  return kind === 'none' ? {} : { [kind]: actor.scope[kind] };
}

/**
 * In: the caller, the route, and whose the named thing is; undefined when there is no such thing. Throws what the table
 * says for a thing that is not the caller's, which is the same for one that does not exist.
 */
export function requireOwn(
  actor: Actor,
  contract: RouteContract,
  owner: Scope | undefined,
  detail: RefusalDetail = {},
): asserts owner is Scope {
  if (owner !== undefined && isOwn(actor, contract, owner)) return;
  const unseen = contract.object?.unseen ?? 'NOT_FOUND';
  throw new Refusal(unseen === 'nothing' ? 'NOT_FOUND' : unseen, detail);
}

/** Whether the thing with these owners is the caller's, as the table compares it on this route. */
export function isOwn(actor: Actor, contract: RouteContract, owner: Scope): boolean {
  if (seesAll(contract, actor.role)) return true;
  const kind = scopeOf(contract, actor.role) as keyof Scope;
  return owner[kind] !== undefined && owner[kind] === actor.scope[kind];
}
