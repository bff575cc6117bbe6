import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { caseOf } from '../subject/outcome.js';
import { ContactQuestions } from './contact-questions.store.js';
import type { Searched } from './contact-questions.store.js';

/** Whose case becomes verified, of them it is asked who was near, in the same transaction: no verified case is forgotten. */
@Injectable()
export class AskContacts implements CaseFollower {
  constructor(
    private readonly questions: ContactQuestions,
    private readonly campaigns: CampaignStore,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const verified = changed.filter(
      ({ before, after }) => after.case?.state === 'verified' && before.case?.state !== 'verified',
    );
    if (verified.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      verified.map(({ after }) => after.campaignId),
    );
    const searched = verified.map(({ after }) => {
      const { campaignId, participantId } = after;
      const standing = after.detections.filter(({ withdrawnReason }) => withdrawnReason === null);
      const raised = standing.map(({ raisedAt }) => raisedAt.getTime());
      return {
        ...{ campaignId, participantId, caseId: caseOf(after).caseId, contactId: null },
        tubeIds: [...new Set(standing.map(({ tubeId }) => tubeId))],
        since: new Date(Math.min(tx.recordedAt.getTime(), ...raised)),
        rules: rulesOf(campaignId),
      };
    });
    await this.questions.ask(tx, searched, 'isolation');
    await this.#askOfLinked(tx, searched);
  }

  // Contacts may be decided on while the case still waits for its single swab; with it, theirs are asked for too.
  async #askOfLinked(tx: Tx, cases: readonly Pick<Searched, 'caseId' | 'rules'>[]): Promise<void> {
    const rulesOf = new Map(cases.map(({ caseId, rules }) => [caseId, rules]));
    const linked = await tx.query<Omit<Searched, 'rules' | 'tubeIds'>>(
      `select campaign_id as "campaignId", index_case_id as "caseId", participant_id as "participantId",
              contact_id as "contactId", last_contact_at as since
         from contact_links where index_case_id = any($1::uuid[]) and decision = 'linked' and category = 'close-contact'
          and proposed_again_as is null`,
      [[...rulesOf.keys()]],
    );
    const searched = linked.flatMap((one) => {
      const rules = rulesOf.get(one.caseId);
      return rules === undefined ? [] : [{ ...one, tubeIds: [], rules }];
    });
    await this.questions.ask(tx, searched, 'isolation');
  }
}
