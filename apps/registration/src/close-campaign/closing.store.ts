import type { erasedColumn, listClosings } from '@lib/contracts/http/registration/closing';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { isNotOver } from '../measures-told/measures-told.store.js';
import { lapsesAt, proposalHours } from './closing.decider.js';
import type { Proposal, Unfinished } from './closing.decider.js';

/** Rows with a value, by `table.column`. */
export type Counts = Readonly<Record<string, number>>;

type Waiting = z.output<typeof listClosings.response>['closings'][number];

const waitingMax = 200;

export interface Confirmed {
  readonly campaignId: string;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly confirmedBy: string;
  readonly confirmedAt: Date;
  readonly keysDestroyed: readonly string[];
  readonly before: Counts;
}

const countsSql = `
  select
    (select count(*) from participants where campaign_id = $1)::int as "participants.card_number_sealed",
    (select count(*) from participants where campaign_id = $1)::int as "participants.name_sealed",
    (select count(phone_sealed) from participants where campaign_id = $1)::int as "participants.phone_sealed",
    (select count(address_sealed) from participants where campaign_id = $1)::int as "participants.address_sealed",
    (select count(*) from participants where campaign_id = $1)::int as "participants.id_number_index",
    (select count(residence_index) from participants where campaign_id = $1)::int as "participants.residence_index",
    (select count(masked_value) from roster_rows_refused join rosters using (roster_id)
      where campaign_id = $1)::int as "roster_rows_refused.masked_value",
    (select count(*) from recollection_orders where campaign_id = $1)::int as "recollection_orders.participant_id",
    (select count(*) from measures_told where campaign_id = $1)::int as "measures_told.participant_id"`;

const kept: Readonly<Record<string, string>> = {
  'recollection_orders.participant_id': 'a random number that leads to nobody any more; who was called back is counted',
  'measures_told.participant_id': 'a random number that leads to nobody any more; who was kept is counted',
};

const columnsOf = `campaign_id as "campaignId", reason, proposed_by as "proposedBy", proposed_at as "proposedAt",
  confirmed_by as "confirmedBy", confirmed_at as "confirmedAt", keys_destroyed as "keysDestroyed", before`;

/** The only writer of closings, and the one that deletes what names people. */
@Injectable()
export class ClosingStore {
  async unfinished(tx: Tx, campaignId: string): Promise<Unfinished> {
    const [found] = await tx.query<Unfinished>(
      `select (select count(*) from rounds where campaign_id = $1 and closed_at is null)::int as "openRounds",
         (select count(*) from recollection_orders where campaign_id = $1 and closed_at is null)::int as "openOrders",
         (select count(*) from measures_told told join campaigns using (campaign_id)
           where told.campaign_id = $1 and kind = 'live' and ${isNotOver('told')})::int as measures`,
      [campaignId],
    );
    return found ?? { openRounds: 0, openOrders: 0, measures: 0 };
  }

  /** A newer proposal takes the place of an older one that nobody confirmed. */
  async propose(tx: Tx, campaignId: string, reason: string, proposedBy: string): Promise<void> {
    await tx.execute(
      `insert into campaign_closings (campaign_id, reason, proposed_by, proposed_at) values ($1, $2, $3, $4)
       on conflict (campaign_id) do update set reason = excluded.reason, proposed_by = excluded.proposed_by,
         proposed_at = excluded.proposed_at where campaign_closings.confirmed_at is null`,
      [campaignId, reason, proposedBy, tx.recordedAt],
    );
  }

  async proposal(tx: Tx, campaignId: string): Promise<Proposal | undefined> {
    const [found] = await tx.query<Proposal>(`select ${columnsOf} from campaign_closings where campaign_id = $1`, [
      campaignId,
    ]);
    return found;
  }

  /** Out: what waits for a second person at the transaction's time, the oldest first. */
  async waiting(tx: Tx): Promise<Waiting[]> {
    const rows = await tx.query<Omit<Waiting, 'proposedAt' | 'lapsesAt'> & { proposedAt: Date }>(
      `select w.campaign_id as "campaignId", c.name, c.kind, w.reason, w.proposed_by as "proposedBy",
              w.proposed_at as "proposedAt"
         from campaign_closings w join campaigns c using (campaign_id)
        where w.confirmed_at is null and c.closed_at is null
          and w.proposed_at >= $1::timestamptz - make_interval(hours => ${proposalHours})
        order by w.proposed_at, w.campaign_id limit ${waitingMax}`,
      [tx.recordedAt],
    );
    return rows.map(({ proposedAt, ...row }) => ({
      ...row,
      proposedAt: proposedAt.toISOString(),
      lapsesAt: lapsesAt(proposedAt).toISOString(),
    }));
  }

  async confirm(
    tx: Tx,
    campaignId: string,
    by: string,
    keysDestroyed: readonly string[],
    before: Counts,
  ): Promise<void> {
    await tx.execute(
      `update campaign_closings set confirmed_by = $2, confirmed_at = $3, keys_destroyed = $4, before = $5
        where campaign_id = $1`,
      [campaignId, by, tx.recordedAt, JSON.stringify(keysDestroyed), JSON.stringify(before)],
    );
    await tx.execute('update campaigns set closed_at = $2 where campaign_id = $1', [campaignId, tx.recordedAt]);
  }

  async counts(tx: Tx, campaignId: string): Promise<Counts> {
    const [found] = await tx.query<Record<string, number>>(countsSql, [campaignId]);
    return found ?? {};
  }

  /** Out: a closing that two people decided and that is not carried out to the end. */
  async unerased(tx: Tx): Promise<Confirmed | undefined> {
    const [found] = await tx.query<Confirmed>(
      `select ${columnsOf} from campaign_closings where confirmed_at is not null and erased_at is null
         order by confirmed_at limit 1 for update skip locked`,
    );
    return found;
  }

  /** Deletes up to `limit` people and up to `limit` refused rows of their rosters. Out: how many rows went. */
  async erase(tx: Tx, campaignId: string, limit: number): Promise<number> {
    const [gone] = await tx.query<{ people: number }>(
      `with people as (delete from participants where participant_id in
           (select participant_id from participants where campaign_id = $1 limit $2) returning participant_id),
         unreadable as (delete from unreadable_values using people
           where unreadable_values.participant_id = people.participant_id)
       select count(*)::int as people from people`,
      [campaignId, limit],
    );
    const rows = await tx.execute(
      `delete from roster_rows_refused where (roster_id, row, fault) in
         (select roster_id, row, fault from roster_rows_refused join rosters using (roster_id)
           where campaign_id = $1 limit $2)`,
      [campaignId, limit],
    );
    return (gone?.people ?? 0) + rows;
  }

  async markErased(tx: Tx, campaignId: string): Promise<void> {
    await tx.execute('update campaign_closings set erased_at = $2 where campaign_id = $1', [campaignId, tx.recordedAt]);
  }
}

/** What the certificate says of each column. */
export function outcomes(before: Counts, after: Counts): z.output<typeof erasedColumn>[] {
  return Object.keys(after).map((name) => {
    const [table = '', column = ''] = name.split('.');
    const why = kept[name];
    return {
      table,
      column,
      before: before[name] ?? 0,
      after: after[name] ?? 0,
      ...(why === undefined ? { outcome: 'deleted' as const } : { outcome: 'kept' as const, why }),
    };
  });
}
