import { uuid } from '@lib/contracts/fields';
import type { Funnel } from '@lib/contracts/http/command-centre/wall';
import { parse } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { FunnelBoard } from './funnel-board.js';

export const funnelQuery = z.object({ round: uuid.optional() });

@Controller('v1/campaigns/:campaignId/funnel')
export class FunnelBoardController {
  constructor(private readonly board: FunnelBoard) {}

  @Get()
  get(@Param('campaignId') campaignId: string, @Query() query: unknown): Promise<Funnel> {
    return this.board.read(parse(uuid, campaignId), parse(funnelQuery, query).round);
  }
}
