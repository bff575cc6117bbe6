import { Database, IDS, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { endTerms } from '../subject/measure.decider.js';
import type { SubjectKey } from '../subject/subject-rows.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

const personsPerCommit = 200; // A thousand holds of one alarm end together; each commit stays short.

/**
 * Writes down what has ended by itself and tells it. Nobody is kept a second longer when this is late: whether a
 * measure is in force is asked of the clock, and the end written is the instant that the measure named.
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

  /** Out: how many people had a measure that ran out. */
  async run(): Promise<number> {
    await this.database.transaction((tx) => this.#freeUndecided(tx));
    let total = 0;
    for (;;) {
      const due = await this.database.query<SubjectKey>(
        `select distinct campaign_id as "campaignId", participant_id as "participantId" from measures
          where ended_at is null and ends_at <= (select clock_timestamp()) limit ${personsPerCommit}`,
      );
      const ended = await this.#end(due);
      total += ended;
      if (ended < personsPerCommit) return total;
    }
  }

  async #end(keys: readonly SubjectKey[]): Promise<number> {
    if (keys.length === 0) return 0;
    try {
      await this.database.transaction((tx) => this.#decide(tx, keys));
      return keys.length;
    } catch (error) {
      // One row that cannot be written must not keep the others waiting: each is tried alone.
      if (keys.length > 1) {
        let ended = 0;
        for (const key of keys) ended += await this.#end([key]);
        return ended;
      }
      this.log.error('the end of a measure could not be written', error, { participant: keys[0]?.participantId });
      return 0;
    }
  }

  async #decide(tx: Tx, keys: readonly SubjectKey[]): Promise<void> {
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      keys.map(({ campaignId }) => campaignId),
    );
    await this.subjects.change(tx, keys, (persons) => {
      for (const key of keys) {
        const newId = () => this.ids.uuid7();
        const given: Given = { at: tx.recordedAt, actor: 'isolation', newId, rules: rulesOf(key.campaignId) };
        persons.decide(key, given, (subject) => endTerms(subject, given));
      }
    });
  }

  // Undecided in time: the person is free, with a look-out, and the row says so (settled 12).
  async #freeUndecided(tx: Tx): Promise<void> {
    await tx.execute(
      `update contact_links set decision = 'look-out', decided_at = $1 where decision is null and decide_by <= $1`,
      [tx.recordedAt],
    );
  }
}
