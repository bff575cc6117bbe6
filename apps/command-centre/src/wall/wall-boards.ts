import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignList } from '../campaign-list/campaign-list.store.js';
import { CaseBoard } from '../case-board/case-board.store.js';
import type { Fact } from '../fact-log/fact.js';
import { TubeBoard } from '../tube-board/tube-board.store.js';
import {
  campaignTellings,
  caseTellings,
  recollectionTellings,
  rosterTellings,
  roundTellings,
} from './people-tellings.projection.js';
import { tubeTellings } from './tube-tellings.projection.js';

/**
 * Facts onto the boards, whether they come from the pipe or from the log. The boards are the same for every order of
 * facts; an event applied twice would count twice, so that callers bring only what is new.
 */
@Injectable()
export class WallBoards {
  constructor(
    private readonly tubes: TubeBoard,
    private readonly cases: CaseBoard,
    private readonly campaigns: CampaignList,
  ) {}

  async apply(facts: readonly Fact[], tx: Tx): Promise<void> {
    await this.campaigns.applyCampaigns(campaignTellings(facts), tx);
    await this.campaigns.applyRounds(roundTellings(facts), tx);
    await this.campaigns.applyRosters(rosterTellings(facts), tx);
    await this.cases.applyRecollections(recollectionTellings(facts), tx);
    await this.cases.applyCases(caseTellings(facts), tx);
    await this.tubes.apply(facts.flatMap(tubeTellings), tx);
    await this.campaigns.refresh(facts, tx);
  }
}
