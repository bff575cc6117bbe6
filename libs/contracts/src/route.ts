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

/** One route of one service, as the guard, the gateway and the OpenAPI document read it. */
export interface RouteContract {
  readonly service: ServiceName;
  readonly method: Method;
  /** Path inside the service, with `:name` for parameters: `/v1/batches/:batchId`. Outside it is `/api/<service>` before it. */
  readonly path: string;
  /** Who may call it; `public` needs no token. */
  readonly roles: readonly Role[] | 'public';
  /** What of the caller's scope the service compares with the object; `none` says that nothing is compared, on purpose. */
  readonly scope: 'site' | 'lab' | 'district' | 'participant' | 'device' | 'none';
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
  readonly request?: z.ZodType;
  readonly response?: z.ZodType;
}

/** Declares a route; keeps the exact types of its schemas. */
export const defineRoute = <const R extends RouteContract>(route: R): R => route;
