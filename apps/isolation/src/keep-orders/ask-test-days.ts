import { Database, IDS, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { openOrder } from '../subject/order-state.decider.js';
import { eachOnce } from '../subject/each-once.js';
import { order } from '../subject/recollection.decider.js';
import type { SubjectKey } from '../subject/subject-rows.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

const personsPerCommit = 100;

type Asked = SubjectKey & {
  readonly checkId: string;
  readonly siteCode: string;
  readonly beginsAt: Date;
  readonly dueAt: Date;
};

// Not locked here: the person is locked first, as everywhere, and the row is written only if nobody else was quicker.
const askedSql = `
  select c.check_id as "checkId", o.campaign_id as "campaignId", o.participant_id as "participantId",
         o.site_code as "siteCode", c.begins_at as "beginsAt", c.due_at as "dueAt"
    from order_checks c join isolation_orders o using (order_id)
   where c.kind = 'test' and c.state in ('due', 'missed') and c.recollection_id is null and c.captured_at is null
     and c.begins_at <= (select clock_timestamp()) and o.ended_at is null and o.ends_at > (select clock_timestamp())
     and ($1::timestamptz is null or (c.begins_at, c.check_id) > ($1, $2::uuid))
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
  run(): Promise<number> {
    return eachOnce<Asked>({
      pageAfter: (last) => this.database.query<Asked>(askedSql, [last?.beginsAt ?? null, last?.checkId ?? null]),
      work: (asked) => this.database.transaction((tx) => this.#ask(tx, asked)),
      failed: ({ checkId: check }, error) =>
        this.log.error('the swab of a test day could not be asked for', error, { check }),
    });
  }

  async #ask(tx: Tx, asked: readonly Asked[]): Promise<void> {
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      asked.map(({ campaignId }) => campaignId),
    );
    const serving = await this.subjects.change(tx, asked, (persons) =>
      asked.map((one) => {
        const rules = rulesOf(one.campaignId);
        const given: Given = { at: tx.recordedAt, actor: 'isolation', newId: () => this.ids.uuid7(), rules };
        const minutes = minutesUntil(one.dueAt, tx.recordedAt) * rules.timeScale;
        const wanted = { cause: 'test-day', causeTubeId: null, siteCode: one.siteCode } as const;
        const { subject } = persons.decide(one, given, (seen) => order(seen, wanted, minutes, given));
        return openOrder(subject)?.orderId ?? null;
      }),
    );
    await tx.execute(
      `update order_checks c set recollection_id = told.recollection_id
         from unnest($1::uuid[], $2::uuid[]) as told (check_id, recollection_id)
        where c.check_id = told.check_id and c.recollection_id is null`,
      [asked.map(({ checkId }) => checkId), serving],
    );
  }
}

// A swab that is late is owed at once, and an order has to have some time.
const minutesUntil = (dueAt: Date, at: Date): number => Math.max(1 / 60, (dueAt.getTime() - at.getTime()) / 60_000);
