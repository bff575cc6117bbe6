import { packDefaults, rulesOfPack } from '@lib/contracts/policy-pack';
import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { ContactKind, Ids, MeasureCategory } from '@lib/vocabulary';
import { districtOfSite } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { hoursAfter, packFor } from '../subject/pack.js';

/** Somebody who may have been near the person of a case. */
export interface Proposal {
  readonly campaignId: string;
  readonly caseId: string;
  readonly indexParticipantId: string;
  readonly siteCode: string;
  readonly participantId: string;
  readonly kind: ContactKind;
  readonly category: MeasureCategory;
  readonly lastContactAt: Date;
  /** The question that found them; null for one whom a person named. */
  readonly questionId: string | null;
}

/** A link that was answered, and whose case was over since. */
export interface AnsweredLink extends Proposal {
  readonly contactId: string;
  readonly proposedBy: string;
}

const contactColumns = {
  contact_id: 'uuid',
  campaign_id: 'uuid',
  participant_id: 'uuid',
  index_case_id: 'uuid',
  index_participant_id: 'uuid',
  kind: 'text',
  category: 'text',
  site_code: 'text',
  district_code: 'text',
  last_contact_at: 'timestamptz',
  proposed_by: 'text',
  proposed_at: 'timestamptz',
  decide_by: 'timestamptz',
  question_id: 'uuid',
};

/** Writes proposals. A person who is proposed for a case already is left as they are, decided or not. */
@Injectable()
export class ContactLinks {
  constructor(
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** In: proposals about people who have a row in `subjects`. Out: ids of the links that are new. */
  async propose(tx: Tx, proposals: readonly Proposal[], proposedBy: string): Promise<string[]> {
    const kept = await insertRows<{ contact_id: string }>(
      tx,
      'contact_links',
      contactColumns,
      await this.#rowsOf(
        tx,
        proposals.map((one) => ({ ...one, proposedBy })),
      ),
      {
        onConflict: '(index_case_id, participant_id) where proposed_again_as is null do nothing',
        returning: ['contact_id'],
      },
    );
    return kept.map(({ contact_id }) => contact_id);
  }

  /**
   * In: answered links that the caller has locked. Each is followed by a proposal with a clock of its own. Whoever named
   * the contact is still the one who named them, and decides about them no more than before.
   */
  async proposeAgain(tx: Tx, links: readonly AnsweredLink[]): Promise<void> {
    if (links.length === 0) return;
    const rows = await this.#rowsOf(tx, links);
    await tx.execute(
      `update contact_links l set proposed_again_as = n.next
         from unnest($1::uuid[], $2::uuid[]) as n (contact_id, next) where l.contact_id = n.contact_id`,
      [links.map(({ contactId }) => contactId), rows.map((row) => row['contact_id'])],
    );
    await insertRows(tx, 'contact_links', contactColumns, rows);
  }

  async #rowsOf(tx: Tx, proposals: readonly (Proposal & { proposedBy: string })[]): Promise<Record<string, unknown>[]> {
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      proposals.map(({ campaignId }) => campaignId),
    );
    return proposals.map((one) => {
      const rules = rulesOf(one.campaignId);
      const pack = packFor(rules, one.siteCode, tx.recordedAt);
      const { contactHoursMax } = pack === null ? packDefaults : rulesOfPack(pack);
      return {
        contact_id: this.ids.uuid7(),
        campaign_id: one.campaignId,
        participant_id: one.participantId,
        index_case_id: one.caseId,
        index_participant_id: one.indexParticipantId,
        kind: one.kind,
        category: one.category,
        site_code: one.siteCode,
        district_code: districtOfSite(one.siteCode),
        last_contact_at: one.lastContactAt,
        proposed_by: one.proposedBy,
        proposed_at: tx.recordedAt,
        decide_by: hoursAfter(tx.recordedAt, contactHoursMax, rules),
        question_id: one.questionId,
      };
    });
  }
}
