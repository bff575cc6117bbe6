import type { BoardCard } from '@lib/contracts/http/isolation/board';
import { Refusal } from '@lib/contracts/refusals';
import { requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import type { CampaignRules } from '../subject/subject.js';
import { residesIn } from '../residence/resides-in.js';
import { Board } from './board.js';

export interface OpenCard {
  readonly card: BoardCard;
  readonly rules: CampaignRules;
  readonly district: string;
}

/** Finds a case for whoever may act on it, as they saw it, and keeps others from it until the transaction ends. */
@Injectable()
export class CaseDesk {
  constructor(
    private readonly board: Board,
    private readonly campaigns: CampaignStore,
  ) {}

  /** Throws CASE_UNKNOWN for a case of another district, CASE_CHANGED with the owner's name, CASE_OVER. */
  async open(tx: Tx, caseId: string, expectedVersion: number, { actor, route }: Act): Promise<OpenCard> {
    const [found] = await tx.query<{ district: string; campaignId: string }>(
      `select case when ${residesIn('c.campaign_id', 'c.participant_id', '$2')} then $2 else c.district_code end as district,
              c.campaign_id as "campaignId"
         from cases c join subjects s using (campaign_id, participant_id) where c.case_id = $1 for update of s`,
      [caseId, actor.scope.district ?? ''],
    );
    requireOwn(actor, route, found && { district: found.district }, { caseId });
    if (found === undefined) throw new Error('a case without a record belongs to nobody');
    const card = await this.board.card(tx, found.district, caseId);
    if (card.version !== expectedVersion) {
      throw new Refusal('CASE_CHANGED', { owner: card.ownerPerson ?? card.ownerRole, version: card.version });
    }
    if (card.column === 'ended') throw new Refusal('CASE_OVER', { caseId });
    const rules = (await this.campaigns.rulesOf(tx, [found.campaignId]))(found.campaignId);
    return { card, rules, district: found.district };
  }

  card(tx: Tx, district: string, caseId: string): Promise<BoardCard> {
    return this.board.card(tx, district, caseId);
  }
}
