import { Refusal } from '@lib/contracts/refusals';
import type { RouteContract, ServiceName } from '@lib/contracts/route';
import type { Clock } from '@lib/vocabulary';
import type { Actor } from './actor.js';
import { systemClock } from './clock.js';
import { currentRequest } from './request-context.js';
import { requireListed } from './rights.js';
import type { TokenVerifier } from './tokens.js';

/** The largest body that a route takes when the table does not say otherwise, in bytes (reliability N6). */
export const bodyLimitDefaultBytes = 16_384;

/** Lets in whom the table of routes names, and nobody else: what is not in the table is refused. */
export class RouteGuard {
  private readonly contracts = new Map<string, RouteContract>();

  constructor(
    app: ServiceName,
    routes: readonly RouteContract[],
    private readonly verifier: Pick<TokenVerifier, 'verify'>,
    private readonly clock: Clock = systemClock,
  ) {
    for (const route of routes) {
      if (route.service !== app) continue;
      const key = keyOf(route.method, route.path);
      if (this.contracts.has(key)) throw new Error(`the table of routes has ${key} of ${app} twice`);
      this.contracts.set(key, route);
    }
  }

  /** In: method and pattern as the server registered it. Out: the route's entry in the table, if it has one. */
  contractOf(method: string, pattern: string | undefined): RouteContract | undefined {
    return pattern === undefined ? undefined : this.contracts.get(keyOf(method, pattern));
  }

  /** Out: `METHOD path` of every route in the table. */
  get listed(): readonly string[] {
    return [...this.contracts.keys()];
  }

  /**
   * In: the route's entry and the Authorization header. Out: the caller, or nothing on a public route.
   * Throws NOT_FOUND without an entry, UNAUTHENTICATED without a good token, FORBIDDEN for another role or a caller who
   * is bound to nothing, SHIFT_OVER.
   */
  async admit(contract: RouteContract | undefined, authorization: string | undefined): Promise<Actor | undefined> {
    if (contract === undefined) throw new Refusal('NOT_FOUND');
    if (contract.roles === 'public') return undefined;
    const token = /^Bearer ([A-Za-z0-9._-]{20,4096})$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new Refusal('UNAUTHENTICATED');
    const actor = await this.verifier.verify(token);
    // Also for those who are refused below: the audit chain says who was.
    const request = currentRequest();
    if (request !== undefined) request.actor = actor;
    requireListed(contract, actor);
    requireShift(contract, actor, this.clock.now());
    return actor;
  }
}

/**
 * After its shift a device reads, and hands in what the shift recorded (reliability §6.3: late sync only).
 * Throws SHIFT_OVER for any other command of a token whose shift has ended.
 */
export function requireShift(contract: RouteContract, actor: Actor, now: Date): void {
  if (actor.shiftEndsAt === undefined || now < actor.shiftEndsAt) return;
  if (contract.method !== 'GET' && contract.takesLateSync !== true) throw new Refusal('SHIFT_OVER');
}

const keyOf = (method: string, path: string): string => `${method} ${path}`;
