import { emit, Outbox } from '@lib/messaging';
import type { ReceivedEvent } from '@lib/messaging';
import { RecollectionOrderedV1 } from '@lib/contracts/events/registration/recollection-ordered.v1';
import { Database, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** A request to sample a person again, in this room's words. */
export interface RecollectionOrder {
  readonly orderId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly cause: (typeof RecollectionOrderedV1)['example']['cause'];
  /** Null for a test day of isolation. */
  readonly causeTubeId: string | null;
  readonly caseId: string | null;
  readonly siteCode: string;
  readonly dueAt: string;
  readonly requestedAt: string;
}

export type ListedOrder = Pick<
  RecollectionOrder,
  'orderId' | 'participantId' | 'cause' | 'causeTubeId' | 'siteCode'
> & {
  readonly dueAt: Date;
};

/** Whose orders a caller may see: those of one site, or those that concern one district. */
export type OrderBound = { readonly site: string } | { readonly district: string };

/** Days after the swab in which a person may have to be reached: the longest quarantine (protocol, 8th edition, 2021). */
const reachDaysMax = 14;

const columns = {
  order_id: 'uuid',
  campaign_id: 'uuid',
  participant_id: 'uuid',
  cause: 'text',
  cause_tube_id: 'text',
  case_id: 'uuid',
  site_code: 'text',
  due_at: 'timestamptz',
  requested_at: 'timestamptz',
  ordered_at: 'timestamptz',
};

// A district is concerned with a person sampled there, and with one who lives there (settled 15).
const ofDistrict = `(left(orders.site_code, 6) = $2 or left(people.division_code, 6) = $2)`;

/** The only writer of recollection orders. */
@Injectable()
export class RecollectionOrderStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Brings the clock of orders forward, never back. */
  async hasten(tx: Tx, joined: readonly { readonly orderId: string; readonly dueAt: string }[]): Promise<void> {
    if (joined.length === 0) return;
    // Locked in the order of their ids, so that two chunks never wait for each other.
    await tx.execute(
      `with earliest as (
         select order_id, min(due_at) as due_at from unnest($1::uuid[], $2::timestamptz[]) as j(order_id, due_at)
          group by order_id),
       held as (
         select o.order_id, e.due_at from recollection_orders o join earliest e using (order_id)
          where e.due_at < o.due_at order by o.order_id for update of o)
       update recollection_orders o set due_at = held.due_at from held where o.order_id = held.order_id`,
      [joined.map(({ orderId }) => orderId), joined.map(({ dueAt }) => dueAt)],
    );
  }

  /** Writes and tells the orders that are new; one that is known is left as it is. */
  async place(
    tx: Tx,
    orders: readonly { order: RecollectionOrder; causation: Pick<ReceivedEvent, 'id' | 'headers'> }[],
  ): Promise<void> {
    const rows = orders.map(({ order }) => ({
      order_id: order.orderId,
      campaign_id: order.campaignId,
      participant_id: order.participantId,
      cause: order.cause,
      cause_tube_id: order.causeTubeId,
      case_id: order.caseId,
      site_code: order.siteCode,
      due_at: order.dueAt,
      requested_at: order.requestedAt,
      ordered_at: tx.recordedAt,
    }));
    const conflict = { onConflict: '(order_id) do nothing', returning: ['order_id'] };
    const added = await insertRows<{ order_id: string }>(tx, 'recollection_orders', columns, rows, conflict);
    const fresh = new Set(added.map((row) => row.order_id));
    const facts = orders
      .filter(({ order }) => fresh.delete(order.orderId))
      .map(({ order: { caseId: _caseId, requestedAt: _requestedAt, causeTubeId, ...told }, causation }) => {
        const content = { ...told, ...(causeTubeId === null ? {} : { causeTubeId }) };
        return emit(
          RecollectionOrderedV1,
          { ...content, orderedAt: tx.recordedAt.toISOString() },
          { sequence: 1, causation },
        );
      });
    await this.outbox.append(tx, facts);
  }

  /** Takes orders off the lists. One that is closed already stays as it was closed. */
  async close(tx: Tx, closed: readonly { orderId: string; closedAs: string; closedAt: string }[]): Promise<void> {
    await tx.query(
      `update recollection_orders as orders set closed_at = told.closed_at, closed_as = told.closed_as
         from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as told (order_id, closed_at, closed_as)
        where orders.order_id = told.order_id and orders.closed_at is null`,
      [closed.map((one) => one.orderId), closed.map((one) => one.closedAt), closed.map((one) => one.closedAs)],
    );
  }

  /** Open orders by id, which sorts by the time of their request. */
  async list(campaignId: string, bound: OrderBound, limit: number, after: string | undefined): Promise<ListedOrder[]> {
    const [where, value] = 'site' in bound ? ['orders.site_code = $2', bound.site] : [ofDistrict, bound.district];
    return this.database.query<ListedOrder>(
      `select orders.order_id as "orderId", orders.participant_id as "participantId", orders.cause,
         orders.cause_tube_id as "causeTubeId", orders.site_code as "siteCode", orders.due_at as "dueAt"
       from recollection_orders orders left join participants people using (participant_id)
       where orders.campaign_id = $1 and orders.closed_at is null and ${where} and ($4::uuid is null or orders.order_id > $4)
       order by orders.order_id limit $3`,
      [campaignId, value, limit, after ?? null],
    );
  }

  /**
   * Out: an order that gives this district a reason to reach the person: one that is open, or one whose swab was drawn
   * lately, because a detection of it still has to be told to the person. A failed or cancelled order is no reason; when
   * the person is to come again, there is a newer one.
   */
  async orderIn(tx: Tx, participantId: string, district: string): Promise<string | undefined> {
    const [order] = await tx.query<{ order_id: string }>(
      `select orders.order_id from recollection_orders orders left join participants people using (participant_id)
       where orders.participant_id = $1 and ${ofDistrict} and (orders.closed_at is null
         or (orders.closed_as in ('collected', 'answered') and orders.closed_at > $3::timestamptz - make_interval(days => $4)))
       order by orders.order_id desc limit 1`,
      [participantId, district, tx.recordedAt, reachDaysMax],
    );
    return order?.order_id;
  }
}
