import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { districtOfSite } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { Measure } from '../subject/measure.js';
import type { Subject } from '../subject/subject.js';
import type { IsolationOrder } from './order.js';

const orderColumns = {
  order_id: 'uuid',
  campaign_id: 'uuid',
  participant_id: 'uuid',
  category: 'text',
  policy_pack_id: 'text',
  policy_version: 'int',
  site_code: 'text',
  district_code: 'text',
  counted_from: 'timestamptz',
  starts_at: 'timestamptz',
  ends_at: 'timestamptz',
  test_days: 'jsonb',
  release_role: 'text',
  opened_at: 'timestamptz',
};
const stageColumns = {
  order_id: 'uuid',
  measure_id: 'uuid',
  place: 'text',
  starts_at: 'timestamptz',
  ends_at: 'timestamptz',
};
const actColumns = {
  act_id: 'uuid',
  order_id: 'uuid',
  act: 'text',
  check_kind: 'text',
  check_sequence: 'int',
  detail: 'jsonb',
  actor: 'text',
  is_paper: 'boolean',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

export const orderSelect = `o.order_id as "orderId", o.campaign_id as "campaignId", o.participant_id as "participantId",
  o.category, o.site_code as "siteCode", o.district_code as "districtCode", o.counted_from as "countedFrom",
  o.starts_at as "startsAt", o.ends_at as "endsAt", o.ended_at as "endedAt", o.test_days as "testDays",
  o.policy_version as "policyVersion"`;

/** One line of an order's ledger. */
export interface OrderAct {
  readonly act: string;
  readonly actor: string;
  /** When it really was; the instant of entry unless said. */
  readonly capturedAt?: Date;
  readonly isPaper?: boolean;
  readonly check?: { readonly kind: string; readonly sequence: number };
  readonly detail?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

/** The only writer of orders, their stages and their ledger. */
@Injectable()
export class IsolationOrderStore {
  constructor(@Inject(IDS) private readonly ids: Ids) {}

  /** Out: the person's order that is not written as ended, locked. */
  async openOf(tx: Tx, { campaignId, participantId }: Pick<Subject, 'campaignId' | 'participantId'>) {
    const [found] = await tx.query<IsolationOrder>(
      `select ${orderSelect} from isolation_orders o
        where o.campaign_id = $1 and o.participant_id = $2 and o.ended_at is null for update`,
      [campaignId, participantId],
    );
    return found;
  }

  /** Out: the measures that some order of this person has as a stage, and of which. */
  async stagesOf(tx: Tx, measureIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ measureId: string; orderId: string }>(
      'select measure_id as "measureId", order_id as "orderId" from order_stages where measure_id = any($1::uuid[])',
      [measureIds],
    );
    return new Map(rows.map(({ measureId, orderId }) => [measureId, orderId]));
  }

  /** Out: the order that now exists, and nothing told yet. */
  async open(
    tx: Tx,
    { campaignId, participantId }: Pick<Subject, 'campaignId' | 'participantId'>,
    first: Measure,
    rest: Pick<IsolationOrder, 'countedFrom' | 'startsAt' | 'endsAt' | 'testDays'> & { releaseRole: string | null },
  ): Promise<IsolationOrder> {
    const orderId = this.ids.uuid7();
    const { category, siteCode, ground } = first;
    const districtCode = districtOfSite(siteCode);
    const { countedFrom, startsAt, endsAt, testDays, releaseRole } = rest;
    const row = {
      ...{ order_id: orderId, campaign_id: campaignId, participant_id: participantId, category },
      ...{ policy_pack_id: ground.packId, policy_version: ground.policyVersion },
      ...{ site_code: siteCode, district_code: districtCode, counted_from: countedFrom },
      ...{
        starts_at: startsAt,
        ends_at: endsAt,
        test_days: testDays,
        release_role: releaseRole,
        opened_at: tx.recordedAt,
      },
    };
    await insertRows(tx, 'isolation_orders', orderColumns, [row]);
    const { policyVersion } = ground;
    const keys = { orderId, campaignId, participantId, category, siteCode, districtCode, policyVersion };
    return { ...keys, countedFrom, startsAt, endsAt, endedAt: null, testDays };
  }

  /** Adds the measures as stages; one that is a stage already is left as it was decided. */
  async addStages(tx: Tx, orderId: string, measures: readonly Measure[]): Promise<void> {
    const rows = measures.map(({ measureId, place, startsAt, endsAt }) => ({
      ...{ order_id: orderId, measure_id: measureId, place, starts_at: startsAt, ends_at: endsAt },
    }));
    await insertRows(tx, 'order_stages', stageColumns, rows, { onConflict: '(order_id, measure_id) do nothing' });
  }

  async stretch(tx: Tx, { orderId, endsAt, testDays }: Pick<IsolationOrder, 'orderId' | 'endsAt' | 'testDays'>) {
    await tx.execute(
      'update isolation_orders set ends_at = $2, test_days = $3, version = version + 1 where order_id = $1',
      [orderId, endsAt, JSON.stringify(testDays)],
    );
  }

  /** In: how many swabs of the test days are not there, or not what lets go without a question. */
  async end(tx: Tx, orderId: string, end: { at: Date; because: string; testsMissing: number }): Promise<void> {
    await tx.execute(
      `update isolation_orders set ends_at = greatest($2, starts_at + interval '1 millisecond'), ended_at = $2,
              ended_because = $3, tests_missing = $4, version = version + 1 where order_id = $1`,
      [orderId, end.at, end.because, end.testsMissing],
    );
  }

  /** Adds a line to the ledger. Out: its id. */
  async write(tx: Tx, orderId: string, line: OrderAct): Promise<string> {
    const actId = this.ids.uuid7();
    const row = {
      ...{ act_id: actId, order_id: orderId, act: line.act, actor: line.actor, is_paper: line.isPaper ?? false },
      ...{ check_kind: line.check?.kind ?? null, check_sequence: line.check?.sequence ?? null },
      ...{ detail: line.detail ?? {}, captured_at: line.capturedAt ?? tx.recordedAt, recorded_at: tx.recordedAt },
    };
    await insertRows(tx, 'order_acts', actColumns, [row]);
    return actId;
  }
}
