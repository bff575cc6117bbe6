import { scopeOf, seesAll } from '@lib/contracts/route';
import type { RouteContract } from '@lib/contracts/route';
import type { TokenClaims } from '@lib/platform';
import type { Scope } from '@lib/vocabulary';
import type { Principal } from './principals.js';

/**
 * What a caller may be told. `unseen`: the refusal that the table names for a thing of somebody else. `nothing`: an answer
 * as of an empty house. `let in`: the work is done, or the law of the thing itself refuses it. `open`: whoever is bound
 * to nothing names what does not exist; whatever is said about that, there is nothing to keep from them.
 */
export type Verdict = 'unauthenticated' | 'forbidden' | 'unseen' | 'nothing' | 'let in' | 'open';

/** Whose the named thing is: of either half of the city, or of nobody because it does not exist. */
export type Owner = { readonly scope: Scope; readonly exists: boolean };

/** What the table says about a cell. The services are not asked. */
export function expected(route: RouteContract, { claims }: Principal, owner: Owner): Verdict {
  if (route.roles === 'public') return 'let in';
  if (claims === undefined) return 'unauthenticated';
  if (!route.roles.includes(claims.role) || !isBound(route, claims)) return 'forbidden';
  return route.object === undefined ? 'let in' : ofThing(route, route.object.unseen, claims, owner);
}

function isBound(route: RouteContract, { role, scope }: TokenClaims): boolean {
  const kinds = [scopeOf(route, role), ...(route.alsoBound ?? [])];
  return kinds.every((kind) => kind === 'none' || scope[kind] !== undefined);
}

function ofThing(route: RouteContract, unseen: string, { role, scope }: TokenClaims, owner: Owner): Verdict {
  if (seesAll(route, role)) return owner.exists ? 'let in' : 'open';
  const kind = scopeOf(route, role) as keyof Scope;
  if (owner.exists && scope[kind] === owner.scope[kind]) return 'let in';
  return unseen === 'nothing' ? 'nothing' : 'unseen';
}

/** An answer as a caller sees it. */
export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
  readonly headerNames: readonly string[];
}

export type Seen = Verdict | 'malformed' | 'fault' | 'refused otherwise';

// 409 and 422 are the law of the thing itself: it is sealed, taken, released already.
const byStatus: Readonly<Record<number, Seen>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'refused otherwise',
  409: 'let in',
  422: 'let in',
  400: 'malformed',
  413: 'malformed',
  415: 'malformed',
};

/** Out: what an answer amounts to. */
export function seen(route: RouteContract, { status, code }: Answer): Seen {
  if (code !== undefined && code === route.object?.unseen) return 'unseen';
  return byStatus[status] ?? (status < 400 ? 'let in' : 'fault');
}

/** Whether what was seen is what the table says. */
export function agrees(route: RouteContract, said: Verdict, was: Seen): boolean {
  // A public route speaks of a session that is not there, or of a key that opens nothing, in its own words.
  if (route.roles === 'public') return was !== 'fault';
  if (said === 'open') return was === 'let in' || was === 'unseen' || was === 'refused otherwise';
  if (said === 'nothing') return was === 'let in';
  return said === was;
}

/** The graver of two mistakes: somebody got in whom the table keeps out. */
export const isAllowedAgainstTable = (said: Verdict, was: Seen): boolean =>
  was === 'let in' && (said === 'unauthenticated' || said === 'forbidden' || said === 'unseen');

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const instants = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** The answer without what differs at every call: ids, instants, the barcode and the codes that were asked for. */
export const shapeOf = (answer: Answer): string =>
  JSON.stringify({
    status: answer.status,
    code: answer.code ?? null,
    body: answer.text
      .replace(uuids, '(id)')
      .replace(instants, '(instant)')
      .replace(/\b\d{14}\b/g, '(tube)')
      .replace(/\b\d{6}-\d{4}\b/g, '(site)'),
    length: answer.text.length,
    headers: answer.headerNames,
  });
