import { Database, IDS, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { eachOnce } from '../subject/each-once.js';
import { endContacts } from '../subject/groundless.decider.js';
import { endTerms } from '../subject/measure.decider.js';
import type { Outcome, Subject } from '../subject/subject.js';
import type { SubjectKey } from '../subject/subject-rows.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

const personsPerCommit = 200; // A thousand holds of one alarm end together; each commit stays short.

const ofPeople = (where: string) => `
  select distinct m.campaign_id as "campaignId", m.participant_id as "participantId" from measures m ${where}
     and ($1::uuid is null or (m.campaign_id, m.participant_id) > ($1, $2::uuid))
   order by 1, 2 limit ${personsPerCommit}`;
const runOutSql = ofPeople('where m.ended_at is null and m.ends_at <= (select clock_timestamp())');
// The case of another person may end at any moment; whoever decided about the contact did not lock it.
const groundlessSql = ofPeople(`join cases c on c.case_id = m.basis_index_case_id and c.state in ('cleared', 'revoked')
  where m.ended_at is null and m.basis_index_case_id is not null`);

/**
 * Writes down what has ended by itself and tells it; ends what was done because of a contact with a case that is over.
 * Nobody is kept a second longer when the first is late: whether a measure is in force is asked of the clock, and the end
 * written is the instant that the measure named.
 */
@Injectable()
export class EndMeasures {
  constructor(
    private readonly database: Database,
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    private readonly log: Log,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Out: how many people had a measure that ran out or lost its ground. */
  async run(): Promise<number> {
    await this.database.transaction((tx) => this.#freeUndecided(tx));
    const runOut = await this.#each(runOutSql, () => Promise.resolve(endTerms));
    const groundless = await this.#each(groundlessSql, async (tx, keys) => {
      const over = await this.#overIndexCases(tx, keys);
      return (subject, given) => endContacts(subject, over, given);
    });
    return runOut + groundless;
  }

  #each(
    sql: string,
    decisionOf: (tx: Tx, keys: readonly SubjectKey[]) => Promise<(subject: Subject, given: Given) => Outcome>,
  ): Promise<number> {
    return eachOnce<SubjectKey>({
      pageAfter: (last) =>
        this.database.query<SubjectKey>(sql, [last?.campaignId ?? null, last?.participantId ?? null]),
      work: (keys) => this.database.transaction(async (tx) => this.#decide(tx, keys, await decisionOf(tx, keys))),
      failed: ({ participantId: participant }, error) =>
        this.log.error('the end of a measure could not be written', error, { participant }),
    });
  }

  async #decide(
    tx: Tx,
    keys: readonly SubjectKey[],
    decision: (subject: Subject, given: Given) => Outcome,
  ): Promise<void> {
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      keys.map(({ campaignId }) => campaignId),
    );
    const newId = () => this.ids.uuid7();
    await this.subjects.change(tx, keys, (persons) => {
      for (const key of keys) {
        const given: Given = { at: tx.recordedAt, actor: 'isolation', newId, rules: rulesOf(key.campaignId) };
        persons.decide(key, given, (subject) => decision(subject, given));
      }
    });
  }

  async #overIndexCases(tx: Tx, keys: readonly SubjectKey[]): Promise<ReadonlySet<string>> {
    const found = await tx.query<{ caseId: string }>(
      `select distinct c.case_id as "caseId" from measures m join cases c on c.case_id = m.basis_index_case_id
        where m.ended_at is null and c.state in ('cleared', 'revoked')
          and (m.campaign_id, m.participant_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
      [keys.map(({ campaignId }) => campaignId), keys.map(({ participantId }) => participantId)],
    );
    return new Set(found.map(({ caseId }) => caseId));
  }

  // Undecided in time: the person is free, with a look-out, and the row says so (settled 12).
  async #freeUndecided(tx: Tx): Promise<void> {
    await tx.execute(
      `update contact_links set decision = 'look-out', decided_at = $1 where decision is null and decide_by <= $1`,
      [tx.recordedAt],
    );
  }
}
