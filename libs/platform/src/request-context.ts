import { AsyncLocalStorage } from 'node:async_hooks';
import type { Role, Scope } from '@lib/vocabulary';

/** Who calls: an id of a duty, a device or a service (never a person's name), one role, and what they are bound to. */
export interface Caller {
  readonly id: string;
  readonly role: Role;
  readonly scope: Scope;
  /** End of the shift that the caller's token was given for, if it was given for one. */
  readonly shiftEndsAt?: Date;
}

/** What is known of the request that is being served, wherever the code of it runs. */
export interface RequestContext {
  /** Ours, or the gateway's from `X-Request-Id`; it is the correlation id of every event that follows from the request. */
  readonly requestId: string;
  /** W3C trace context, passed on as it came. */
  readonly traceparent?: string;
  actor?: Caller;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Out: the request that the caller serves, or nothing in a worker, a consumer or at start-up. */
export const currentRequest = (): RequestContext | undefined => storage.getStore();

/** Runs what follows as part of this request. */
export const runInRequest = <T>(context: RequestContext, run: () => T): T => storage.run(context, run);

// Only what is plainly made by a program: any looser form lets a card number into every log line.
const requestIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const traceparentPattern = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** In: headers as they came and a fresh id. Out: the context; a header that is not well formed is not trusted. */
export function requestContext(headers: Readonly<Record<string, unknown>>, freshId: string): RequestContext {
  const given = headers['x-request-id'];
  const trace = headers['traceparent'];
  return {
    requestId: typeof given === 'string' && requestIdPattern.test(given) ? given : freshId,
    ...(typeof trace === 'string' && traceparentPattern.test(trace) ? { traceparent: trace } : {}),
  };
}
