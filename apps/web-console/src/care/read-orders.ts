import type { listIsolationOrders, readIsolationOrder } from '@lib/contracts/http/isolation/isolation-orders';
import { ask, type Session } from '@lib/screens';
import type { z } from 'zod';

export type IsolationOrder = z.output<typeof listIsolationOrders.response>['orders'][number];
export type WholeOrder = z.output<typeof readIsolationOrder.response>;
type Page = z.output<typeof listIsolationOrders.response>;

const path = '/api/isolation/v1/isolation-orders';
const pagesMax = 10;

/** Orders that run, page after page, or a thousand of them. Throws what isolation declines. */
export async function readOrders({ campaignId }: Session): Promise<{ orders: IsolationOrder[]; asOf: string }> {
  const orders: IsolationOrder[] = [];
  let asOf = '';
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = new URLSearchParams({
      ...(campaignId ? { campaign: campaignId } : {}),
      ...(next ? { cursor: next } : {}),
    });
    const answer = await ask<Page>(`${path}?${query}`);
    orders.push(...answer.orders);
    asOf = answer.asOf;
    next = answer.next;
    if (next === undefined) break;
  }
  return { orders, asOf };
}

export const readOrder = (isolationOrderId: string): Promise<WholeOrder> =>
  ask<WholeOrder>(`${path}/${isolationOrderId}`);
