import { Refusal } from '@lib/contracts/refusals';
import { CONFIG } from '@lib/platform';
import { Controller, Delete, Get, HttpCode, Inject, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOfNobody } from '../doorkeeper/cookie.js';
import { callerOf, DoorGuard } from '../doorkeeper/door-guard.js';
import type { GatewayConfig } from '../gateway.config.js';
import { PracticePeople } from '../practice/practice-people.store.js';
import { Renewal } from './renewal.js';

@UseGuards(DoorGuard)
@Controller('api/gateway/v1/session')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    private readonly renewal: Renewal,
    private readonly practice: PracticePeople,
  ) {}

  /** Who is signed in; a page that asks now and then stays signed in. */
  @Get()
  async whoAmI(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const caller = callerOf(request);
    if (caller === undefined) throw new Refusal('UNAUTHENTICATED');
    await this.renewal.offer(caller, reply);
    void reply.header('cache-control', 'no-store');
    const { actor } = caller;
    const { campaignId } = await this.practice.read();
    const isLocal = this.config.profile === 'local';
    return { actor: actor.id, role: actor.role, scope: actor.scope, campaignId, isLocal };
  }

  @Delete()
  @HttpCode(204)
  signOut(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('set-cookie', cookieOfNobody(this.config.profile !== 'local'));
  }
}
