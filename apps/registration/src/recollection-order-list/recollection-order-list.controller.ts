import { uuid } from '@lib/contracts/fields';
import { listRecollectionOrders } from '@lib/contracts/http/registration/participants';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, parse, cursorOf, encodeCursor } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ParticipantStore } from '../participant/participant.store.js';
import { RecollectionOrderStore } from '../recollection-order/recollection-order.store.js';
import type { OrderBound } from '../recollection-order/recollection-order.store.js';

const page = listRecollectionOrders.query.extend({ cursor: cursorOf(uuid).optional() });

// A person who was scanned offline may be called back before the desk has registered them.
const notYetRegistered = '未登记';

@Controller()
export class RecollectionOrderListController {
  constructor(
    private readonly orders: RecollectionOrderStore,
    private readonly participants: ParticipantStore,
  ) {}

  @Get('v1/campaigns/:campaignId/recollection-orders')
  async get(@Actor() actor: Actor, @Param('campaignId') id: string, @Query() query: unknown) {
    const campaignId = parse(uuid, id);
    const { limit, cursor } = parse(page, query);
    const found = await this.orders.list(campaignId, boundOf(actor), limit + 1, cursor?.[0]);
    const orders = found.slice(0, limit);
    const masked = await this.participants.masked(
      campaignId,
      orders.map((order) => order.participantId),
    );
    const minors = new Set(masked.filter(({ isMinor }) => isMinor).map(({ participantId }) => participantId));
    const names = new Map(masked.map((person) => [person.participantId, person.maskedName]));
    const next = found.length > limit ? orders.at(-1)?.orderId : undefined;
    return {
      orders: orders.map(({ dueAt, ...order }) => ({
        ...order,
        maskedName: names.get(order.participantId) ?? notYetRegistered,
        dueAt: dueAt.toISOString(),
        ...(minors.has(order.participantId) ? { needsGuardian: true as const } : {}),
      })),
      ...(next === undefined ? {} : { next: encodeCursor(next) }),
    };
  }
}

// Sites see their own list; those who look after measures see their district's. A caller bound to nothing sees nothing.
function boundOf({ role, scope }: Actor): OrderBound {
  const isOfSite = role === 'sampler' || role === 'site-manager';
  if (isOfSite && scope.site !== undefined) return { site: scope.site };
  if (!isOfSite && scope.district !== undefined) return { district: scope.district };
  throw new Refusal('NOT_FOUND');
}
