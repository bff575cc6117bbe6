import { uuid } from '@lib/contracts/fields';
import { streamFunnel } from '@lib/contracts/http/command-centre/wall';
import { parse } from '@lib/platform';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FunnelStream } from './funnel-stream.js';

@Controller('v1/campaigns/:campaignId/stream')
export class FunnelStreamController {
  constructor(private readonly stream: FunnelStream) {}

  @Get()
  get(@Param('campaignId') campaignId: string, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    return this.stream.join(reply, parse(uuid, campaignId), parse(streamFunnel.query, query).round);
  }
}
