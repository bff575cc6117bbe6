import { Refusal } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { type Actor, CLOCK, requireListed, requireShift, TokenVerifier } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import { RevokedNow } from '../revocation/revoked-now.js';
import { sessionOf } from './cookie.js';
import { isForeign, isOwnPage, isSafe, type Sender } from './origin.js';

/** Somebody whose token is good. */
export interface Caller {
  readonly actor: Actor;
  readonly token: string;
  /** Programs bring their token themselves; a browser sends its cookie with whatever a page asks it to. */
  readonly via: 'bearer' | 'cookie';
  /** Unix time in milliseconds at which the token ends. */
  readonly expiresAt: number;
}

const tokenPattern = /^[A-Za-z0-9._-]{20,4096}$/;

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

const senderOf = (request: FastifyRequest): Sender => ({
  method: request.method,
  host: headerOf(request, 'host'),
  origin: headerOf(request, 'origin'),
  fetchSite: headerOf(request, 'sec-fetch-site'),
});

/** Lets in by the table of routes: who calls is proven once here, and the rooms prove it again. */
@Injectable()
export class Doorkeeper {
  constructor(
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly revoked: RevokedNow,
  ) {}

  /**
   * In: the route's entry and the request. Out: the caller; nobody on a public route without a good token.
   * Throws UNAUTHENTICATED, CROSS_SITE for a browser that another site uses, FORBIDDEN for another role,
   * REVOKED, SHIFT_OVER.
   */
  async admit(contract: RouteContract, request: FastifyRequest): Promise<Caller | undefined> {
    const sender = senderOf(request);
    if (contract.roles === 'public') {
      if (!isSafe(sender.method) && isForeign(sender)) throw new Refusal('CROSS_SITE');
      return this.#callerOf(request).catch(ignoreUnauthenticated);
    }
    const caller = await this.#callerOf(request);
    if (caller === undefined) throw new Refusal('UNAUTHENTICATED');
    if (caller.via === 'cookie' && !isSafe(sender.method) && !isOwnPage(sender)) throw new Refusal('CROSS_SITE');
    requireListed(contract, caller.actor);
    requireShift(contract, caller.actor, this.clock.now());
    return caller;
  }

  async #callerOf(request: FastifyRequest): Promise<Caller | undefined> {
    const authorization = headerOf(request, 'authorization');
    // A program that brings a bad token is not let in by a cookie that happens to be there.
    const isBearer = authorization !== undefined;
    const token = isBearer ? /^Bearer (\S+)$/.exec(authorization)?.[1] : sessionOf(headerOf(request, 'cookie'));
    if (token === undefined && !isBearer) return undefined;
    if (token === undefined || !tokenPattern.test(token)) throw new Refusal('UNAUTHENTICATED');
    const actor = await this.verifier.verify(token);
    this.revoked.refuse(actor);
    const expiresAt = (decodeJwt(token).exp ?? 0) * 1_000;
    return { actor, token, via: isBearer ? 'bearer' : 'cookie', expiresAt };
  }
}

function ignoreUnauthenticated(error: unknown): undefined {
  if (error instanceof Refusal && (error.code === 'UNAUTHENTICATED' || error.code === 'REVOKED')) return undefined;
  throw error;
}
