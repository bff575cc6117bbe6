import { dropParkedRequest, replayParkedRequest } from '@lib/contracts/http/parked-keys';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, parse } from '@lib/platform';
import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import type { DeadLetter } from './dead-letter.js';
import { ParkedKeys, type ReplayOutcome } from './parked-keys.js';

const letterId = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);

const shown = ({ event_id: eventId, first_seen_at: firstSeenAt, ...letter }: DeadLetter) => ({
  id: letter.id,
  consumer: letter.consumer,
  topic: letter.topic,
  key: letter.key,
  eventId,
  type: letter.type,
  state: letter.state,
  reason: letter.reason,
  attempts: letter.attempts,
  firstSeenAt: firstSeenAt.toISOString(),
});

/** The drawer of parked events, for whoever operates the house. */
@Controller()
export class ParkedKeysController {
  constructor(@Inject(ParkedKeys) private readonly parked: ParkedKeys) {}

  @Get('v1/parked')
  async list() {
    return { parked: (await this.parked.list()).map(shown) };
  }

  @Put('v1/parked/replayed')
  replay(@Body() body: unknown): Promise<ReplayOutcome> {
    const { consumer, topic, key } = parse(replayParkedRequest, body);
    if (!this.parked.hears(consumer)) throw new Refusal('NOT_FOUND');
    return this.parked.replay(consumer, topic, key);
  }

  @Put('v1/parked/:id/dropped')
  async drop(@Actor() actor: Actor, @Param('id') text: string, @Body() body: unknown): Promise<{ id: number }> {
    const id = parse(letterId, text);
    const { reason } = parse(dropParkedRequest, body);
    if (!(await this.parked.drop(id, actor.id, reason))) throw new Refusal('NOT_FOUND');
    return { id };
  }
}
