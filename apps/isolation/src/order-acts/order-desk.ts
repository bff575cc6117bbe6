import { Refusal } from '@lib/contracts/refusals';
import { requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CareRulesStore } from '../isolation-order/care-rules.store.js';
import type { CareRules } from '../isolation-order/care-rules.store.js';
import { minutesOn } from '../isolation-order/campaign-days.js';
import type { IsolationOrder } from '../isolation-order/order.js';
import { orderSelect } from '../isolation-order/order.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';

export type LockedOrder = IsolationOrder & { readonly releasedAt: Date | null };

/** When something was, as whoever enters it says. */
export interface WhenItWas {
  readonly capturedAt?: string | undefined;
  readonly isPaper: boolean;
}

const minutesPerDay = 1_440;
const aheadMsMax = 5 * 60_000; // As far as a clock of a desk may differ from that of the database.

/** Finds an order for whoever may see it, and locks it. */
@Injectable()
export class OrderDesk {
  constructor(private readonly careRules: CareRulesStore) {}

  /** Throws ISOLATION_ORDER_UNKNOWN, also for an order of another district. */
  async lock(
    tx: Tx,
    isolationOrderId: string,
    { actor, route }: Act,
  ): Promise<{ order: LockedOrder; care: CareRules }> {
    const [order] = await tx.query<LockedOrder>(
      `select ${orderSelect}, o.released_at as "releasedAt" from isolation_orders o where o.order_id = $1 for update`,
      [isolationOrderId],
    );
    requireOwn(actor, route, order && { district: order.districtCode }, { isolationOrderId });
    if (order === undefined) throw new Error('an order without a record belongs to nobody');
    return { order, care: await this.careRules.of(tx, order.campaignId) };
  }
}

/** Throws ISOLATION_ORDER_OVER. */
export function refuseOver({ orderId, endedAt, endsAt }: IsolationOrder, at: Date): void {
  if (endedAt !== null || endsAt <= at) throw new Refusal('ISOLATION_ORDER_OVER', { isolationOrderId: orderId });
}

/**
 * Out: when it really was. Paper may come late, also after the end; its time lies inside the order and not further back
 * than the policy lets. Throws PAPER_NEEDS_ITS_TIME, CAPTURED_OUT_OF_BOUNDS, ISOLATION_ORDER_OVER.
 */
export function instantOfAct(when: WhenItWas, order: IsolationOrder, { care, rules }: CareRules, at: Date): Date {
  if (when.capturedAt === undefined) {
    if (when.isPaper) throw new Refusal('PAPER_NEEDS_ITS_TIME');
    refuseOver(order, at);
    return at;
  }
  if (!when.isPaper) refuseOver(order, at);
  const was = new Date(when.capturedAt);
  const oldest = minutesOn(at, -care.paperDaysMax * minutesPerDay, rules);
  const isInside = was >= order.startsAt && was < order.endsAt && was >= oldest;
  if (!isInside || was.getTime() > at.getTime() + aheadMsMax) throw new Refusal('CAPTURED_OUT_OF_BOUNDS');
  return was;
}
