import type { RefusalCode } from '@lib/contracts/refusals';
import type { Role } from '@lib/vocabulary';
import type { z } from 'zod';

export type ServiceName =
  | 'registration'
  | 'batching'
  | 'lab'
  | 'notification'
  | 'isolation'
  | 'command-centre'
  | 'result-desk'
  | 'gateway';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What of a token's binding is compared; `none` says that nothing is compared, on purpose. */
export type ScopeKind = 'site' | 'lab' | 'district' | 'participant' | 'device' | 'none';

/**
 * What a call names, and what it means when that is not the caller's. A thing of another site, laboratory or district
 * and one that does not exist are answered alike, so that nobody learns of a thing by asking for it.
 */
export interface NamedObject {
  /** In the glossary's word: `tube`, `batch`, `upload`. */
  readonly kind: string;
  /** Name of the path's parameter, or of the body's member. */
  readonly by: string;
  /** The refusal for what the caller does not see; `nothing`: the answer is that of an empty house. */
  readonly unseen: RefusalCode | 'nothing';
  /** True when it belongs to no site, laboratory or district: whoever may call the route may name any; or for which roles. */
  readonly isOfAll?: true | readonly Role[];
}

/** One route of one service, as the guard, the gateway, the page of rights and the OpenAPI document read it. */
export interface RouteContract {
  readonly service: ServiceName;
  readonly method: Method;
  /** Path inside the service, with `:name` for parameters: `/v1/batches/:batchId`. Outside it is `/api/<service>` before it. */
  readonly path: string;
  /** Who may call it; `public` needs no token. */
  readonly roles: readonly Role[] | 'public';
  /** What of the caller's scope the service compares with the object; read it by `scopeOf`. */
  readonly scope: ScopeKind;
  /** Roles that are bound to something else than `scope`. */
  readonly scopeByRole?: Partial<Readonly<Record<Role, ScopeKind>>>;
  /** What the caller must be bound to besides, because the act is written down with it. */
  readonly alsoBound?: readonly Exclude<ScopeKind, 'none'>[];
  /** What the call names; left out where it names nothing that somebody could own. */
  readonly object?: NamedObject;
  readonly summary: { readonly zh: string; readonly en: string };
  /** True when the command needs an `Idempotency-Key`. */
  readonly isIdempotent?: boolean;
  /** The largest body taken, in bytes; 16,384 unless said. */
  readonly bodyLimitBytes?: number;
  /** True when the body is a file that the service sniffs. */
  readonly takesFile?: boolean;
  /** True when the answer is a stream of server-sent events. */
  readonly isStream?: boolean;
  /** True when a device may still call it after its shift: it hands in what the shift recorded. */
  readonly takesLateSync?: boolean;
  /** What may stand behind the question mark; every value of it is text. */
  readonly query?: z.ZodObject;
  readonly request?: z.ZodType;
  readonly response?: z.ZodType;
  /** Media types that it may answer besides JSON, where the query asks for a file. */
  readonly alsoAnswers?: readonly string[];
}

/** Declares a route; keeps the exact types of its schemas. */
export const defineRoute = <const R extends RouteContract>(route: R): R => route;

/** In: a route and a role. Out: what a caller in that role is bound to there. */
export const scopeOf = (route: RouteContract, role: Role): ScopeKind => route.scopeByRole?.[role] ?? route.scope;

/** Whether a caller in that role sees every thing that the route names: it is bound to nothing there, or they are everybody's. */
export const seesAll = (route: RouteContract, role: Role): boolean =>
  scopeOf(route, role) === 'none' || route.object?.isOfAll === true || route.object?.isOfAll?.includes(role) === true;
