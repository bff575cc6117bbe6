import { emit, Outbox } from '@lib/messaging';
import type { EventFrame } from '@lib/messaging';
import type { ContentOf, EventContract } from '@lib/contracts/event';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { Refusal } from '@lib/contracts/refusals';
import type { CampaignPolicy } from '@lib/contracts/policy';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { RoundPlan, RoundState } from './campaign.decider.js';
import { Campaign, PolicyValue, Round } from './campaign.entity.js';
import { composePolicy } from './policy.decider.js';
import type { PolicyRow } from './policy.decider.js';

/** Who acts, and by the clock of this process when: for rows that keep both clocks. */
export interface Act {
  readonly actor: string;
  readonly capturedAt: Date;
}

/** The only writer of campaigns, their policy rows and rounds. Works in the transaction of the command that it serves. */
@Injectable()
export class CampaignStore {
  constructor(private readonly outbox: Outbox) {}

  /** Throws CAMPAIGN_EXISTS for an id in use. */
  async open(
    tx: Tx,
    campaign: Pick<Campaign, 'campaignId' | 'name' | 'kind' | 'timeScale' | 'targetPersons'>,
    rows: readonly PolicyRow[],
    act: Act,
  ): Promise<void> {
    if (await tx.manager.existsBy(Campaign, { campaignId: campaign.campaignId })) {
      throw new Refusal('CAMPAIGN_EXISTS', { campaignId: campaign.campaignId });
    }
    const { actor, capturedAt } = act;
    const openedAt = tx.recordedAt;
    await tx.manager.insert(Campaign, {
      ...campaign,
      policyVersion: 1,
      version: 1,
      openedBy: actor,
      capturedAt,
      openedAt,
    });
    await this.addPolicyRows(tx, campaign.campaignId, rows, { actor, reason: 'opening' });
    const { targetPersons, ...named } = campaign;
    const content = {
      ...named,
      ...(targetPersons === null ? {} : { targetPersons }),
      policy: composePolicy(rows),
      openedAt: openedAt.toISOString(),
    };
    await this.outbox.append(tx, [
      emit(CampaignOpenedV1, content, { sequence: 1, actor, capturedAt, policyVersion: '1' }),
    ]);
  }

  /**
   * Locks the campaign until commit, so that its events are numbered without gap or twin. Rows that refer to it may be
   * written beside it: two rosters that both have, and then both number their event, would otherwise wait for each other.
   * Throws CAMPAIGN_UNKNOWN, CAMPAIGN_CLOSED.
   */
  async lock(tx: Tx, campaignId: string): Promise<Campaign> {
    const found = await this.locked(tx, campaignId, 'for_no_key_update');
    if (found.closedAt !== null) throw new Refusal('CAMPAIGN_CLOSED', { campaignId });
    return found;
  }

  /** Waits for everybody who writes people into the campaign, closed or not, and keeps all others out until commit. */
  async lockAgainstPeople(tx: Tx, campaignId: string): Promise<Campaign> {
    return this.locked(tx, campaignId, 'pessimistic_write');
  }

  /** Throws CAMPAIGN_UNKNOWN, or CAMPAIGN_CLOSED once its identities were deleted. Holds it open until commit. */
  async mustTakePeople(tx: Tx, campaignId: string): Promise<void> {
    const sql = 'select closed_at from campaigns where campaign_id = $1 for key share';
    const [found] = await tx.query<{ closed_at: Date | null }>(sql, [campaignId]);
    if (found === undefined) throw new Refusal('CAMPAIGN_UNKNOWN', { campaignId });
    if (found.closed_at !== null) throw new Refusal('CAMPAIGN_CLOSED', { campaignId });
  }

  /** Throws CAMPAIGN_UNKNOWN. Takes no lock. */
  async mustExist(tx: Tx, campaignId: string): Promise<void> {
    if (!(await tx.manager.existsBy(Campaign, { campaignId }))) throw new Refusal('CAMPAIGN_UNKNOWN', { campaignId });
  }

  /** Tells one fact under the key of a campaign that this transaction has locked. */
  async publish<C extends EventContract>(
    tx: Tx,
    campaign: Campaign,
    contract: C,
    content: ContentOf<C>,
    frame: Omit<EventFrame, 'sequence'>,
  ): Promise<void> {
    campaign.version += 1;
    await tx.manager.update(Campaign, { campaignId: campaign.campaignId }, { version: campaign.version });
    await this.outbox.append(tx, [emit(contract, content, { ...frame, sequence: campaign.version })]);
  }

  async policyOf(tx: Tx, campaignId: string): Promise<CampaignPolicy> {
    return composePolicy(await tx.manager.findBy(PolicyValue, { campaignId }));
  }

  async addPolicyVersion(
    tx: Tx,
    campaign: Campaign,
    rows: readonly PolicyRow[],
    why: { actor: string; reason: string },
  ): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    await this.addPolicyRows(tx, campaign.campaignId, rows, why);
    campaign.policyVersion = first.version;
    await tx.manager.update(Campaign, { campaignId: campaign.campaignId }, { policyVersion: first.version });
  }

  /** Rounds that a new one could be mistaken for: of the same id anywhere, of the same number in this campaign. */
  async roundsLike(tx: Tx, campaignId: string, plan: RoundPlan): Promise<RoundState[]> {
    return tx.manager.find(Round, { where: [{ roundId: plan.roundId }, { campaignId, number: plan.number }] });
  }

  async findRound(tx: Tx, roundId: string): Promise<RoundState | undefined> {
    return (await tx.manager.findOneBy(Round, { roundId })) ?? undefined;
  }

  async addRound(tx: Tx, round: RoundState, act: Act): Promise<void> {
    await tx.manager.insert(Round, {
      ...round,
      openedBy: act.actor,
      openedCapturedAt: act.capturedAt,
      openedRecordedAt: tx.recordedAt,
    });
  }

  async markClosed(tx: Tx, round: RoundState, closedBy: string): Promise<void> {
    await tx.manager.update(Round, { roundId: round.roundId }, { closedAt: round.closedAt, closedBy });
  }

  private async locked(tx: Tx, campaignId: string, mode: 'for_no_key_update' | 'pessimistic_write'): Promise<Campaign> {
    const found = await tx.manager.findOne(Campaign, { where: { campaignId }, lock: { mode } });
    if (found === null) throw new Refusal('CAMPAIGN_UNKNOWN', { campaignId });
    return found;
  }

  private async addPolicyRows(
    tx: Tx,
    campaignId: string,
    rows: readonly PolicyRow[],
    why: { actor: string; reason: string },
  ): Promise<void> {
    const values = rows.map((row) => ({ ...row, ...why, campaignId, validFrom: tx.recordedAt }));
    // TypeORM's type of a jsonb column asks for a shape; a policy value may be any.
    await tx.manager.insert(PolicyValue, values as never);
  }
}
