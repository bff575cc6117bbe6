import { issueShiftToken } from '@lib/contracts/http/gateway/session';
import { parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DoorGuard } from '../doorkeeper/door-guard.js';
import { HouseIssuer } from '../sign-in/house-issuer.js';
import { Provider } from '../sign-in/provider.js';
import { SealedCookies } from '../sign-in/sealed-cookies.js';
import { ShiftProver } from './shift-prover.js';

@UseGuards(DoorGuard)
@Controller('api/gateway/v1/shift-tokens')
export class ShiftTokenController {
  constructor(
    private readonly prover: ShiftProver,
    private readonly issuer: HouseIssuer,
    private readonly provider: Provider,
    private readonly sealed: SealedCookies,
  ) {}

  @Post()
  @HttpCode(200)
  async issue(
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ expiresAt: string; shiftEndsAt: string }> {
    const shift = await this.prover.prove(parse(issueShiftToken.request, body).proof);
    const scope = { site: shift.siteCode, device: shift.deviceId, shift: shift.shiftId };
    const claims = { sub: shift.actor, role: 'sampler', scope, shiftEndsAt: new Date(shift.endsAt) } as const;
    const { cookie, expiresAt } = await this.issuer.session(claims);
    void reply.header('set-cookie', cookie).header('cache-control', 'no-store');
    // From here on the telephone works as the shift's device; what would renew the person stays on no shared telephone.
    if (this.provider.isSet) void reply.header('set-cookie', this.sealed.forgetRefresh());
    return { expiresAt: expiresAt.toISOString(), shiftEndsAt: shift.endsAt };
  }
}
