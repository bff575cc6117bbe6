import { uuid } from '@lib/contracts/fields';
import { listIsolationOrders, readIsolationOrder } from '@lib/contracts/http/isolation/isolation-orders';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse, requireOwn } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { listedCheckSelect, listedOrderSelect, shownCheck, shownOrder } from './isolation-order-view.js';
import type { ListedCheck, ListedOrder } from './isolation-order-view.js';

const pageRows = 100;
const actsMax = 500;
const question = listIsolationOrders.query.extend({ cursor: cursorOf(uuid).optional() });

interface ListedAct {
  readonly act: string;
  readonly actor: string;
  readonly detail: Record<string, unknown>;
  readonly isPaper: boolean;
  readonly capturedAt: Date;
  readonly recordedAt: Date;
}

@Controller()
export class IsolationOrderListController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listIsolationOrders.path)
  @Header('cache-control', 'no-store')
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign, state, cursor } = parse(question, asked);
    const rows = await this.database.query<ListedOrder>(
      `${listedOrderSelect}
        where ($1::text is null or o.district_code = $1) and ($2::uuid is null or o.campaign_id = $2)
          and ($3 = 'all' or (o.ended_at is null and o.ends_at > (select clock_timestamp())))
          and ($4::uuid is null or o.order_id > $4)
        order by o.order_id limit ${pageRows + 1}`,
      [boundTo(actor, listIsolationOrders).district ?? null, campaign ?? null, state, cursor?.[0] ?? null],
    );
    const shown = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? shown.at(-1) : undefined;
    return {
      orders: shown.map((row) => ({ ...shownOrder(row), participantId: row.participantId })),
      asOf: (rows[0]?.asOf ?? this.clock.now()).toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.isolationOrderId) }),
    };
  }

  @Get(readIsolationOrder.path)
  @Header('cache-control', 'no-store')
  async read(@Actor() actor: Actor, @Param('isolationOrderId') id: string) {
    const isolationOrderId = parse(uuid, id);
    const [order] = await this.database.query<ListedOrder>(`${listedOrderSelect} where o.order_id = $1`, [
      isolationOrderId,
    ]);
    requireOwn(actor, readIsolationOrder, order && { district: order.districtCode }, { isolationOrderId });
    if (order === undefined) throw new Error('an order without a record belongs to nobody');
    const checks = await this.database.query<ListedCheck>(
      `${listedCheckSelect} where c.order_id = $1 order by c.begins_at, c.kind`,
      [isolationOrderId],
    );
    const acts = await this.database.query<ListedAct>(
      `select act, actor, detail, is_paper as "isPaper", captured_at as "capturedAt", recorded_at as "recordedAt"
         from order_acts where order_id = $1 order by captured_at desc, act_id desc limit ${actsMax}`,
      [isolationOrderId],
    );
    return {
      ...{ ...shownOrder(order), participantId: order.participantId },
      checks: checks.map(shownCheck),
      acts,
      asOf: order.asOf.toISOString(),
    };
  }
}
