import { Refusal } from '@lib/contracts/refusals';
import { CLOCK } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DoorGuard } from '../doorkeeper/door-guard.js';
import { PracticePeople } from '../practice/practice-people.store.js';
import { HouseIssuer } from './house-issuer.js';
import { Provider } from './provider.js';
import { refusalPage } from './refusal-page.js';
import { returnPath } from './return-path.js';
import { SealedCookies } from './sealed-cookies.js';

/** People sign in at their organisation and come back as somebody of this house. */
@UseGuards(DoorGuard)
@Controller('api/gateway/v1/session')
export class SignInController {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly provider: Provider,
    private readonly issuer: HouseIssuer,
    private readonly cookies: SealedCookies,
    private readonly people: PracticePeople,
  ) {}

  /** How somebody may sign in here; the first page asks. */
  @Get('ways')
  ways(): { organisation: boolean; practice: boolean } {
    return { organisation: this.provider.isSet, practice: this.people.isOpen };
  }

  @Get('login')
  login(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.#orPage(reply, async () => {
      const { url, begun } = await this.provider.begin();
      const { returnTo } = request.query as { returnTo?: unknown };
      const cookie = await this.cookies.keepBegun({ ...begun, returnTo: returnPath(returnTo) });
      return reply.header('set-cookie', cookie).redirect(url.href, 303);
    });
  }

  /** A sign-in counts in the browser that began it, once, and only if the provider's answer is to that very question. */
  @Get('callback')
  callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.#orPage(reply, async () => {
      if (!this.provider.isSet) throw new Refusal('NOT_FOUND');
      void reply.header('set-cookie', this.cookies.forgetBegun());
      const begun = await this.cookies.begunOf(request);
      if (begun === undefined) throw new Refusal('SIGN_IN_FAILED');
      const vouched = await this.provider.complete(new URL(request.url, 'http://own.invalid').search, begun);
      const nowSeconds = Math.floor(this.clock.now().getTime() / 1_000);
      const { cookie } = await this.issuer.session(vouched.person);
      // Fastify adds to a set-cookie that stands already.
      void reply.header('set-cookie', cookie);
      void reply.header('set-cookie', await this.cookies.keepRefresh(vouched, nowSeconds, nowSeconds));
      return reply.redirect(begun.returnTo, 303);
    });
  }

  async #orPage(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
    void reply.header('cache-control', 'no-store');
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'NOT_FOUND') throw error;
      const { status, html } = refusalPage(error.code);
      return reply.code(status).type('text/html; charset=utf-8').send(html);
    }
  }
}
