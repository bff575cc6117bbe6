import { uuid } from '@lib/contracts/fields';
import { readMyOrders } from '@lib/contracts/http/isolation/isolation-orders';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, CLOCK, Database } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { listedCheckSelect, listedOrderSelect, shownCheck, shownOrder } from './isolation-order-view.js';
import type { ListedCheck, ListedOrder } from './isolation-order-view.js';

const shownMax = 10;

/** What is owed to one person while they are isolated, for that person alone; whose it is stands in the token. */
@Controller()
export class MyOrdersController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(readMyOrders.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor) {
    const participantId = uuid.safeParse(actor.scope.participant);
    if (!participantId.success) throw new Refusal('NOT_FOUND');
    const rows = await this.database.query<ListedOrder>(
      `${listedOrderSelect} where o.participant_id = $1 order by o.ended_at is not null, o.starts_at desc limit ${shownMax}`,
      [participantId.data],
    );
    const tests = await this.database.query<ListedCheck>(
      `${listedCheckSelect} where c.order_id = any($1::uuid[]) and c.kind = 'test' and c.state <> 'cancelled' order by c.day`,
      [rows.map((row) => row.isolationOrderId)],
    );
    const orders = rows.map((row) => {
      const { carers, testsMissing: _tests, releasedBy: _by, endedBecause: _why, ...order } = shownOrder(row);
      const has = (role: string) => carers.some((one) => one.role === role && one.state === 'accepted');
      const own = tests.filter(({ orderId }) => orderId === row.isolationOrderId).map(shownCheck);
      // Who calls is named as a role: a member of staff is no more public than the person called.
      return { ...order, tests: own, hasCadre: has('community-cadre'), hasDoctor: has('doctor') };
    });
    return { orders, asOf: (rows[0]?.asOf ?? this.clock.now()).toISOString() };
  }
}
