import { CLOCK } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../doorkeeper/doorkeeper.js';
import { PracticeDoor } from '../practice/practice-door.js';

/** Half of a token's life: whoever uses a page at least every five minutes is never signed out. */
const renewWhenLeftMs = 5 * 60_000;

/**
 * Gives a page in use a fresh cookie before the old one ends. Only practice people are renewed, and only while they are
 * on the list with the same role and scope: in any other profile the house's own sign-in does this.
 */
@Injectable()
export class Renewal {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly practice: PracticeDoor,
  ) {}

  async offer(caller: Caller | undefined, reply: FastifyReply): Promise<void> {
    if (caller?.via !== 'cookie' || caller.expiresAt - this.clock.now().getTime() > renewWhenLeftMs) return;
    const renewed = await this.practice.renew(caller.actor);
    if (renewed !== undefined) void reply.header('set-cookie', renewed.cookie);
  }
}
