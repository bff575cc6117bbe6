import { uuid } from '@lib/contracts/fields';
import { readFunnel, type Funnel } from '@lib/contracts/http/command-centre/wall';
import { parse } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { FunnelBoard } from './funnel-board.js';

@Controller('v1/campaigns/:campaignId/funnel')
export class FunnelBoardController {
  constructor(private readonly board: FunnelBoard) {}

  @Get()
  get(@Param('campaignId') campaignId: string, @Query() query: unknown): Promise<Funnel> {
    return this.board.read(parse(uuid, campaignId), parse(readFunnel.query, query).round);
  }
}
