import { ContactsAskedV1 } from '@lib/contracts/events/isolation/contacts-asked.v1';
import { emit, Outbox } from '@lib/messaging';
import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { hoursAfter } from '../subject/pack.js';
import type { CampaignRules, CaseState } from '../subject/subject.js';

/** Of whom it is asked who was near. */
export interface Searched {
  readonly campaignId: string;
  /** The verified case to which everybody who is found would lead. */
  readonly caseId: string;
  readonly participantId: string;
  /** The decided link through which the person is near; null for the person of the case. */
  readonly contactId: string | null;
  readonly tubeIds: readonly string[];
  /** Depth one counts back from here, by the days of the policy; depth two counts from here on. */
  readonly since: Date;
  readonly rules: CampaignRules;
}

/** A question as it was asked. */
export interface Question {
  readonly questionId: string;
  readonly campaignId: string;
  readonly caseId: string;
  readonly category: 'close-contact' | 'contact-of-contact';
  readonly indexParticipantId: string;
  readonly siteCode: string;
  readonly caseState: CaseState;
}

const tubesNamedMax = 20;

const questionColumns = {
  question_id: 'uuid',
  campaign_id: 'uuid',
  case_id: 'uuid',
  participant_id: 'uuid',
  contact_id: 'uuid',
  category: 'text',
  from_at: 'timestamptz',
  asked_at: 'timestamptz',
  policy_version: 'int',
};

/** The only writer of what is asked about contacts, and of which answers came. */
@Injectable()
export class ContactQuestions {
  constructor(
    private readonly outbox: Outbox,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Asks, in the transaction that made the question necessary. A contact is asked about once. */
  async ask(tx: Tx, searched: readonly Searched[], actor: string): Promise<void> {
    const asked = searched.map((one) => ({ one, questionId: this.ids.uuid7(), from: fromOf(one, tx.recordedAt) }));
    const rows = asked.map(({ one, questionId, from }) => ({
      question_id: questionId,
      campaign_id: one.campaignId,
      case_id: one.caseId,
      participant_id: one.participantId,
      contact_id: one.contactId,
      category: categoryOf(one),
      from_at: from,
      asked_at: tx.recordedAt,
      policy_version: one.rules.policyVersion,
    }));
    const conflict = {
      onConflict: '(contact_id) where contact_id is not null do nothing',
      returning: ['question_id'],
    };
    const kept = await insertRows<{ question_id: string }>(tx, 'contact_questions', questionColumns, rows, conflict);
    const isNew = new Set(kept.map(({ question_id }) => question_id));
    const events = asked
      .filter(({ questionId }) => isNew.has(questionId))
      .map(({ one, questionId, from }) => {
        const { campaignId, caseId, participantId, rules } = one;
        const content = {
          ...{ questionId, caseId, campaignId, participantId, category: categoryOf(one) },
          tubeIds: one.tubeIds.slice(0, tubesNamedMax),
          from: from.toISOString(),
          until: tx.recordedAt.toISOString(),
          queueMinutes: rules.policy.contactQueueMinutes / rules.timeScale,
          askedAt: tx.recordedAt.toISOString(),
        };
        return emit(ContactsAskedV1, content, { sequence: 1, actor, policyVersion: String(rules.policyVersion) });
      });
    await this.outbox.append(tx, events);
  }

  /** Out: the questions of these ids, with whose contacts are sought and where the case is. */
  async byId(tx: Tx, questionIds: readonly string[]): Promise<Map<string, Question>> {
    if (questionIds.length === 0) return new Map();
    const rows = await tx.query<Question>(
      `select q.question_id as "questionId", q.campaign_id as "campaignId", q.case_id as "caseId", q.category,
              c.participant_id as "indexParticipantId", c.site_code as "siteCode", c.state as "caseState"
         from contact_questions q join cases c using (case_id) where q.question_id = any($1::uuid[])`,
      [questionIds],
    );
    return new Map(rows.map((row) => [row.questionId, row]));
  }

  /** Several parts of one answer may come together. */
  async neighboursTold(tx: Tx, told: readonly { questionId: string; parts: number; found: number }[]): Promise<void> {
    await tx.execute(
      `update contact_questions q set neighbour_parts_told = neighbour_parts_told + t.told, neighbours_found = t.found,
              neighbours_told_at = case when neighbour_parts_told + t.told >= t.parts then $4::timestamptz end
         from (select question_id, count(*)::int as told, max(parts) as parts, max(found) as found
                 from unnest($1::uuid[], $2::int[], $3::int[]) as one (question_id, parts, found) group by question_id) t
        where q.question_id = t.question_id`,
      [
        ...[told.map(({ questionId }) => questionId), told.map(({ parts }) => parts), told.map(({ found }) => found)],
        tx.recordedAt,
      ],
    );
  }

  async householdTold(tx: Tx, told: readonly { questionId: string; found: number }[]): Promise<void> {
    await tx.execute(
      `update contact_questions q set household_found = t.found, household_told_at = $3
         from (select question_id, max(found) as found
                 from unnest($1::uuid[], $2::int[]) as one (question_id, found) group by question_id) t
        where q.question_id = t.question_id`,
      [told.map(({ questionId }) => questionId), told.map(({ found }) => found), tx.recordedAt],
    );
  }

  async lookBackTold(tx: Tx, questionIds: readonly string[]): Promise<void> {
    await tx.execute('update contact_questions set look_back_told_at = $2 where question_id = any($1::uuid[])', [
      questionIds,
      tx.recordedAt,
    ]);
  }
}

const categoryOf = ({ contactId }: Searched): Question['category'] =>
  contactId === null ? 'close-contact' : 'contact-of-contact';

// Somebody who was near a contact before the contact met the case can have caught nothing there.
function fromOf({ contactId, since, rules }: Searched, at: Date): Date {
  const from = contactId === null ? hoursAfter(since, -24 * rules.policy.contactLookBackDays, rules) : since;
  return from < at ? from : at;
}
