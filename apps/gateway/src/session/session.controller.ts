import { Refusal } from '@lib/contracts/refusals';
import { CONFIG, Log } from '@lib/platform';
import { Controller, Delete, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOfNobody } from '../doorkeeper/cookie.js';
import { callerOf, DoorGuard } from '../doorkeeper/door-guard.js';
import type { GatewayConfig } from '../gateway.config.js';
import { PracticePeople } from '../practice/practice-people.store.js';
import { Provider } from '../sign-in/provider.js';
import { SealedCookies } from '../sign-in/sealed-cookies.js';
import { Renewal } from './renewal.js';

@UseGuards(DoorGuard)
@Controller('api/gateway/v1/session')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(Log) private readonly log: Log,
    private readonly renewal: Renewal,
    private readonly practice: PracticePeople,
    private readonly provider: Provider,
    private readonly sealed: SealedCookies,
  ) {}

  /** Who is signed in; a page that asks now and then stays signed in. */
  @Get()
  async whoAmI(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const caller = callerOf(request);
    if (caller === undefined) throw new Refusal('UNAUTHENTICATED');
    await this.renewal.offer(caller, reply);
    if (!(await this.renewal.offerByProvider(caller, request, reply))) {
      this.#forget(reply);
      throw new Refusal('SIGN_IN_FAILED');
    }
    void reply.header('cache-control', 'no-store');
    const { actor } = caller;
    const { campaignId } = await this.practice.read();
    const isLocal = this.config.profile === 'local';
    const shift = actor.shiftEndsAt === undefined ? {} : { shiftEndsAt: actor.shiftEndsAt.toISOString() };
    return { actor: actor.id, role: actor.role, scope: actor.scope, campaignId, isLocal, ...shift };
  }

  /** For a page whose session ran out while it slept. */
  @Post('renewal')
  @HttpCode(204)
  async renew(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    try {
      await this.renewal.again(request, reply);
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'PROVIDER_AWAY') this.#forget(reply);
      throw error;
    }
  }

  /** Ends the session here and what renews it there. Out: where the provider's own session ends, if it has such a page. */
  @Delete()
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ goTo: string | null }> {
    const refresh = await this.#refreshOf(request);
    this.#forget(reply);
    if (!this.provider.isSet) return { goTo: null };
    try {
      return { goTo: (await this.provider.end(refresh)) ?? null };
    } catch {
      // Signed out here in any case; the provider's token ends by its own time.
      this.log.warn('the provider was not told of a sign-out');
      return { goTo: null };
    }
  }

  async #refreshOf(request: FastifyRequest): Promise<string | undefined> {
    return this.provider.isSet ? (await this.sealed.refreshOf(request))?.token : undefined;
  }

  #forget(reply: FastifyReply): void {
    void reply.header('set-cookie', cookieOfNobody(this.config.profile !== 'local'));
    if (this.provider.isSet) void reply.header('set-cookie', this.sealed.forgetRefresh());
  }
}
