import { uuid } from '@lib/contracts/fields';
import { countersignOrder, listOrders, signOrder } from '@lib/contracts/http/isolation/bases';
import {
  Actor,
  boundTo,
  cursorOf,
  encodeCursor,
  CLOCK,
  Database,
  Idempotency,
  IdempotencyKey,
  parse,
} from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { AuthorityOrders } from './authority-orders.handler.js';

const pageRows = 100;
const query = listOrders.query.extend({ cursor: cursorOf(uuid).optional() });

@Controller()
export class AuthorityOrdersController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly orders: AuthorityOrders,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listOrders.path)
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign, cursor } = parse(query, asked);
    const rows = await this.database.query<{ orderId: string }>(
      `select order_id as "orderId", campaign_id as "campaignId", order_number as "orderNumber", authority,
              legal_basis as "legalBasis", category, site_code as "siteCode", counts_from as "countsFrom",
              (select count(*)::int from authority_order_persons p where p.order_id = o.order_id) as persons,
              signed_by as "signedBy", signed_at as "signedAt", countersigned_by as "countersignedBy",
              auditor_told_at as "auditorToldAt"
         from authority_orders o
        where ($1::text is null or district_code = $1) and ($2::uuid is null or campaign_id = $2)
          and ($3::uuid is null or order_id < $3)
        order by order_id desc limit ${pageRows + 1}`,
      [boundTo(actor, listOrders).district ?? null, campaign ?? null, cursor?.[0] ?? null],
    );
    const orders = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? orders.at(-1) : undefined;
    return {
      orders,
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.orderId) }),
    };
  }

  @Post(signOrder.path)
  sign(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const order = parse(signOrder.request, body);
    return this.idempotency.run(key, 'sign-order', body, (tx) =>
      this.orders.sign(tx, order, { actor, commandId: key, route: signOrder }),
    );
  }

  @Post(countersignOrder.path)
  @HttpCode(200)
  countersign(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('orderId') id: string,
    @Body() body: unknown,
  ) {
    const orderId = parse(uuid, id);
    parse(countersignOrder.request, body);
    return this.idempotency.run(key, `countersign/${orderId}`, {}, (tx) =>
      this.orders.countersign(tx, orderId, { actor, commandId: key, route: countersignOrder }),
    );
  }
}
