import { Database, IDS, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { openOrder } from '../subject/order-state.decider.js';
import { order } from '../subject/recollection.decider.js';
import type { Subject } from '../subject/subject.js';
import { keyOf } from '../subject/subject-load.js';
import type { SubjectKey } from '../subject/subject-rows.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

const personsPerCommit = 100;

type Asked = SubjectKey & { readonly checkId: string; readonly siteCode: string; readonly dueAt: Date };

// Not locked here: the person is locked first, as everywhere, and the row is written only if nobody else was quicker.
const askedSql = `
  select c.check_id as "checkId", o.campaign_id as "campaignId", o.participant_id as "participantId",
         o.site_code as "siteCode", c.due_at as "dueAt"
    from order_checks c join isolation_orders o using (order_id)
   where c.kind = 'test' and c.state in ('due', 'missed') and c.recollection_id is null and c.captured_at is null
     and c.begins_at <= (select clock_timestamp()) and o.ended_at is null and o.ends_at > (select clock_timestamp())
   order by c.begins_at, c.check_id limit ${personsPerCommit}`;

/** On a test day the person is on the list of the sites, for a tube of their own. */
@Injectable()
export class AskTestDays {
  constructor(
    private readonly database: Database,
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    private readonly log: Log,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Out: how many swabs were asked for. */
  async run(): Promise<number> {
    return this.#askAll(await this.database.query<Asked>(askedSql));
  }

  // One person whose row cannot be written must not keep the others from their swab: then each is tried alone.
  async #askAll(asked: readonly Asked[]): Promise<number> {
    if (asked.length === 0) return 0;
    try {
      await this.database.transaction((tx) => this.#ask(tx, asked));
      return asked.length;
    } catch (error) {
      if (asked.length > 1) {
        let done = 0;
        for (const one of asked) done += await this.#askAll([one]);
        return done;
      }
      this.log.error('the swab of a test day could not be asked for', error, { check: asked[0]?.checkId });
      return 0;
    }
  }

  async #ask(tx: Tx, asked: readonly Asked[]): Promise<void> {
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      asked.map(({ campaignId }) => campaignId),
    );
    const after = new Map<string, Subject>();
    await this.subjects.change(tx, asked, (persons) => {
      for (const one of asked) {
        const rules = rulesOf(one.campaignId);
        const given: Given = { at: tx.recordedAt, actor: 'isolation', newId: () => this.ids.uuid7(), rules };
        const minutes = minutesUntil(one.dueAt, tx.recordedAt) * rules.timeScale;
        const wanted = { cause: 'test-day', causeTubeId: null, siteCode: one.siteCode } as const;
        after.set(keyOf(one), persons.decide(one, given, (subject) => order(subject, wanted, minutes, given)).subject);
      }
    });
    for (const one of asked) {
      const subject = after.get(keyOf(one));
      await tx.execute('update order_checks set recollection_id = $2 where check_id = $1 and recollection_id is null', [
        ...[one.checkId, (subject && openOrder(subject)?.orderId) ?? null],
      ]);
    }
  }
}

// A swab that is late is owed at once, and an order has to have some time.
const minutesUntil = (dueAt: Date, at: Date): number => Math.max(1 / 60, (dueAt.getTime() - at.getTime()) / 60_000);
