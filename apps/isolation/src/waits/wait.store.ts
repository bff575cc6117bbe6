import { Refusal } from '@lib/contracts/refusals';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { WaitEnd, WaitSetting } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { SubjectKey } from '../subject/subject-rows.js';
import type { PlaceOrder } from './wait.decider.js';

export interface Wait extends SubjectKey {
  readonly waitId: string;
  readonly tubeId: string;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly measureId: string | null;
  readonly stayId: string | null;
  readonly endsAt: Date;
  readonly isEnded: boolean;
  readonly isAnswered: boolean;
}

export type NewWait = Omit<Wait, 'isEnded' | 'isAnswered' | 'stayId'> & {
  readonly setting: WaitSetting;
  readonly policyVersion: number;
  readonly begunBy: string;
};

const columns = {
  ...{ wait_id: 'uuid', campaign_id: 'uuid', participant_id: 'uuid', tube_id: 'text', setting: 'text' },
  ...{ site_code: 'text', district_code: 'text', policy_version: 'int', begun_by: 'text' },
  ...{ begun_at: 'timestamptz', ends_at: 'timestamptz' },
};

const select = `select w.wait_id as "waitId", w.campaign_id as "campaignId", w.participant_id as "participantId",
    w.tube_id as "tubeId", w.site_code as "siteCode", w.district_code as "districtCode", w.measure_id as "measureId",
    w.stay_id as "stayId", w.ends_at as "endsAt", w.ended_at is not null as "isEnded",
    w.answered_at is not null as "isAnswered"
  from awaited_results w`;

/** The only writer of who waits for a result. */
@Injectable()
export class WaitStore {
  async find(tx: Tx, waitId: string): Promise<Wait | undefined> {
    const [found] = await tx.query<Wait>(`${select} where w.wait_id = $1`, [waitId]);
    return found;
  }

  /** The waits of these tubes that nobody answered yet. */
  async ofTubes(tx: Tx, tubeIds: readonly string[]): Promise<Wait[]> {
    return tx.query<Wait>(
      `${select} where w.tube_id = any($1::text[]) and w.answered_at is null order by w.participant_id`,
      [tubeIds],
    );
  }

  /** The waits that rest on these measures and still run. */
  async ofMeasures(tx: Tx, measureIds: readonly string[]): Promise<Wait[]> {
    return tx.query<Wait>(`${select} where w.measure_id = any($1::uuid[]) and w.ended_at is null`, [measureIds]);
  }

  /** Locked: what ran out and nobody wrote down. Of two replicas each row is given to one. */
  async lockDue(tx: Tx, limit: number): Promise<Wait[]> {
    return tx.query<Wait>(
      `${select} where w.ended_at is null and w.ends_at <= (select clock_timestamp())
        order by w.ends_at limit $1 for update skip locked`,
      [limit],
    );
  }

  /** The order about a place that is in force there: signed by two, begun, not over. */
  async orderAt(tx: Tx, campaignId: string, siteCode: string): Promise<PlaceOrder | undefined> {
    const [found] = await tx.query<PlaceOrder>(
      `select order_id as "orderId", order_number as "orderNumber", authority, legal_basis as "legalBasis",
              signed_by as "signedBy", countersigned_by as "countersignedBy"
         from authority_orders
        where campaign_id = $1 and site_code = $2 and covers = 'place' and countersigned_at is not null
          and counts_from <= $3 and valid_until > $3
        order by valid_until desc limit 1`,
      [campaignId, siteCode, tx.recordedAt],
    );
    return found;
  }

  /** Throws WAIT_EXISTS: one wait for a tube, one at a time for a person. */
  async insert(tx: Tx, wait: NewWait): Promise<void> {
    const row = {
      ...{ wait_id: wait.waitId, campaign_id: wait.campaignId, participant_id: wait.participantId },
      ...{ tube_id: wait.tubeId, setting: wait.setting, site_code: wait.siteCode, district_code: wait.districtCode },
      ...{ policy_version: wait.policyVersion, begun_by: wait.begunBy, begun_at: tx.recordedAt, ends_at: wait.endsAt },
    };
    const kept = await insertRows(tx, 'awaited_results', columns, [row], {
      onConflict: 'do nothing',
      returning: ['wait_id'],
    });
    if (kept.length === 0) throw new Refusal('WAIT_EXISTS', { tubeId: wait.tubeId });
  }

  async keepRoom(tx: Tx, waitId: string, stayId: string): Promise<void> {
    await tx.execute('update awaited_results set stay_id = $2 where wait_id = $1', [waitId, stayId]);
  }

  /** The person comes under the order by the act of whoever begins the wait, and the wait is a measure from now on. */
  async keepMeasure(tx: Tx, wait: NewWait, orderId: string, measureId: string): Promise<void> {
    await tx.execute('update awaited_results set order_id = $2, measure_id = $3 where wait_id = $1', [
      ...[wait.waitId, orderId, measureId],
    ]);
    await tx.execute(
      `insert into authority_order_persons (order_id, campaign_id, participant_id, named_by, named_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [orderId, wait.campaignId, wait.participantId, wait.begunBy, tx.recordedAt],
    );
  }

  /** Writes the end once. Past its own clock a wait ended then, however late that is noticed. */
  async end(tx: Tx, { waitId }: Wait, because: WaitEnd, by: string): Promise<void> {
    await tx.execute(
      `update awaited_results
          set ended_at = least(ends_at, $4::timestamptz), ended_by = $3,
              ended_because = case when ends_at <= $4 then 'term-over' else $2 end
        where wait_id = $1 and ended_at is null`,
      [waitId, because, by, tx.recordedAt],
    );
  }

  /** Out: false when it was answered before. */
  async answer(tx: Tx, { waitId }: Wait, answer: string): Promise<boolean> {
    const written = await tx.execute(
      'update awaited_results set answered_at = $3, answer = $2 where wait_id = $1 and answered_at is null',
      [waitId, answer, tx.recordedAt],
    );
    return written === 1;
  }

  /** Whether this person waits for the result of yet another tube. */
  async isAwaited(tx: Tx, { campaignId, participantId }: SubjectKey): Promise<boolean> {
    const open = await tx.query(
      'select 1 from awaited_results where campaign_id = $1 and participant_id = $2 and answered_at is null limit 1',
      [campaignId, participantId],
    );
    return open.length > 0;
  }

  /** Out: how often this tube was waited for, this time included; before it each time by somebody whose it was not. */
  async timesAwaited(tx: Tx, tubeId: string): Promise<number> {
    const [found] = await tx.query<{ times: number }>(
      'select count(*)::int as times from awaited_results where tube_id = $1',
      [tubeId],
    );
    return found?.times ?? 0;
  }
}
