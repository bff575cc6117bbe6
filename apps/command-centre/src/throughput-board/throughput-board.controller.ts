import { uuid } from '@lib/contracts/fields';
import { readThroughput } from '@lib/contracts/http/command-centre/wall';
import { parse } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { ThroughputBoard } from './throughput-board.js';

@Controller('v1/campaigns/:campaignId/throughput')
export class ThroughputBoardController {
  constructor(private readonly board: ThroughputBoard) {}

  @Get()
  get(
    @Param('campaignId') campaignId: string,
    @Query() query: unknown,
  ): Promise<z.output<typeof readThroughput.response>> {
    return this.board.read(parse(uuid, campaignId), parse(readThroughput.query, query).round);
  }
}
