import { streamAlarms } from '@lib/contracts/http/notification/alarms';
import { Actor, boundTo } from '@lib/platform';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AlarmStream } from './alarm-stream.js';
import { screenOf } from './alarm-view.store.js';

@Controller()
export class AlarmStreamController {
  constructor(private readonly stream: AlarmStream) {}

  @Get(streamAlarms.path)
  get(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    boundTo(actor, streamAlarms);
    return this.stream.join(reply, screenOf(actor));
  }
}
