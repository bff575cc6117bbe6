import type { Funnel } from '@lib/contracts/http/command-centre/wall';
import { Injectable } from '@nestjs/common';
import { FunnelRowsReader } from './funnel-rows.js';
import { funnelOf } from './funnel.js';

/** The funnel of a campaign or of one of its rounds. */
@Injectable()
export class FunnelBoard {
  constructor(private readonly rows: FunnelRowsReader) {}

  async read(campaignId: string, roundId?: string): Promise<Funnel> {
    return funnelOf(await this.rows.read(campaignId, roundId), roundId);
  }
}
