import { createHash } from 'node:crypto';
import { Refusal } from '@lib/contracts/refusals';
import { CLOCK } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../doorkeeper/doorkeeper.js';
import { PracticeDoor } from '../practice/practice-door.js';
import { HouseIssuer } from '../sign-in/house-issuer.js';
import { Provider } from '../sign-in/provider.js';
import { type Refresh, SealedCookies } from '../sign-in/sealed-cookies.js';

/** Half of a token's life: whoever uses a page at least every five minutes is never signed out. */
const renewWhenLeftMs = 5 * 60_000;

// Two tabs of one browser renew in the same second with the same refresh token. A provider that rotates takes the
// second use for theft and ends everything, so the second tab gets the answer of the first.
const sameAnswerMs = 20_000;
const answersMax = 5_000;

/** Gives a page in use a fresh cookie before the old one ends, as long as whoever signed the person in agrees. */
@Injectable()
export class Renewal {
  readonly #answers = new Map<string, { atMs: number; cookies: Promise<readonly string[]> }>();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly practice: PracticeDoor,
    private readonly provider: Provider,
    private readonly issuer: HouseIssuer,
    private readonly sealed: SealedCookies,
  ) {}

  /** Practice people, at every request: while they are on the list with the same role and scope. */
  async offer(caller: Caller | undefined, reply: FastifyReply): Promise<void> {
    if (caller === undefined || !this.#isDue(caller)) return;
    const renewed = await this.practice.renew(caller.actor);
    if (renewed !== undefined) void reply.header('set-cookie', renewed.cookie);
  }

  /**
   * People of the organisation, where their page asks who is signed in: only there the browser sends what renews.
   * A provider that says no ends the session at once; one that does not answer leaves it to its ten minutes.
   * Out: false when the session ended here.
   */
  async offerByProvider(caller: Caller, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    // A shift's token is renewed by the device's own proof; the person's sign-in would take its place.
    if (!this.#isDue(caller) || caller.actor.scope.shift !== undefined) return true;
    const refresh = await this.sealed.refreshOf(request);
    if (refresh?.actor !== caller.actor.id) return true;
    try {
      await this.#give(refresh, reply);
      return true;
    } catch (error) {
      return isAway(error);
    }
  }

  /**
   * In: a request of a browser whose session may be over. Throws UNAUTHENTICATED, SIGN_IN_FAILED,
   * PROVIDER_AWAY, and NOT_FOUND where no provider is set.
   */
  async again(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!this.provider.isSet) throw new Refusal('NOT_FOUND');
    const refresh = await this.sealed.refreshOf(request);
    if (refresh === undefined) throw new Refusal('UNAUTHENTICATED');
    await this.#give(refresh, reply);
  }

  #isDue = (caller: Caller): boolean =>
    caller.via === 'cookie' && caller.expiresAt - this.clock.now().getTime() <= renewWhenLeftMs;

  async #give(refresh: Refresh, reply: FastifyReply): Promise<void> {
    for (const cookie of await this.#answerTo(refresh)) void reply.header('set-cookie', cookie);
  }

  #answerTo(refresh: Refresh): Promise<readonly string[]> {
    const nowMs = this.clock.now().getTime();
    const used = createHash('sha256').update(refresh.token).digest('base64');
    const known = this.#answers.get(used);
    if (known !== undefined && nowMs - known.atMs < sameAnswerMs) return known.cookies;
    for (const [key, { atMs }] of this.#answers) {
      if (nowMs - atMs < sameAnswerMs && this.#answers.size < answersMax) break;
      this.#answers.delete(key);
    }
    const cookies = this.#ask(refresh, Math.floor(nowMs / 1_000));
    this.#answers.set(used, { atMs: nowMs, cookies });
    // Whoever waits for it hears of a failure; nobody else needs to.
    cookies.catch(() => undefined);
    return cookies;
  }

  async #ask(refresh: Refresh, nowSeconds: number): Promise<readonly string[]> {
    const vouched = await this.provider.renew(refresh.token, refresh.subject);
    const { cookie } = await this.issuer.session(vouched.person);
    return [cookie, await this.sealed.keepRefresh(vouched, refresh.since, nowSeconds)];
  }
}

const isAway = (error: unknown): boolean => {
  if (!(error instanceof Refusal)) throw error;
  return error.code === 'PROVIDER_AWAY';
};
