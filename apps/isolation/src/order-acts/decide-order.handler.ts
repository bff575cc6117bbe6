import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { BreachCode, FeverOutcome } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { about } from '../carers/assignment.store.js';
import { minutesOn } from '../isolation-order/campaign-days.js';
import { IsolationOrderStore } from '../isolation-order/order.store.js';
import { TestDays } from '../isolation-order/test-days.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { instantOfAct, OrderDesk, refuseOver } from './order-desk.js';
import type { WhenItWas } from './order-desk.js';

const lastDayMinutes = 1_440;

/** What named people decide about an order: a fever, a breach, that days and tests are complete. None makes it longer. */
@Injectable()
export class DecideOrder {
  constructor(
    private readonly desk: OrderDesk,
    private readonly orders: IsolationOrderStore,
    private readonly tests: TestDays,
    private readonly tasks: TaskStore,
  ) {}

  /** Throws NO_OPEN_FEVER. */
  async fever(tx: Tx, isolationOrderId: string, { outcome }: { outcome: FeverOutcome }, act: Act) {
    const { order } = await this.desk.lock(tx, isolationOrderId, act);
    const [fever] = await tx.query<{ feverId: string }>(
      `update order_fevers set decided_at = $2, decided_by = $3, outcome = $4
        where order_id = $1 and decided_at is null returning fever_id as "feverId"`,
      [order.orderId, tx.recordedAt, act.actor.id, outcome],
    );
    if (fever === undefined) throw new Refusal('NO_OPEN_FEVER');
    const { feverId } = fever;
    await this.orders.write(tx, order.orderId, { act: 'fever-decided', actor: act.actor.id, detail: { outcome } });
    await this.tasks.finish(tx, 'fever', [feverId], { outcome, by: act.actor.id });
    if (outcome !== 'sent-to-clinic') await this.tasks.cancel(tx, 'fever-clinic', [feverId], outcome);
    appendAudit(tx, {
      kind: 'fever-decided',
      object: { kind: 'isolation-order', id: order.orderId },
      detail: { outcome },
    });
    return { feverId, outcome };
  }

  /** It is handed to the police liaison by the district; the end of the order stays where it was. */
  async breach(tx: Tx, isolationOrderId: string, breach: WhenItWas & { code: BreachCode }, act: Act) {
    const { order, care } = await this.desk.lock(tx, isolationOrderId, act);
    const capturedAt = instantOfAct(breach, order, care, tx.recordedAt);
    const { code, isPaper } = breach;
    const line = { act: 'breached', actor: act.actor.id, capturedAt, isPaper, detail: { code } };
    const actId = await this.orders.write(tx, order.orderId, line);
    const dueAt = taskDue('breach', tx.recordedAt, care.rules);
    const task = { kind: 'breach', subject: actId, ...about(order), dueAt } as const;
    await this.tasks.open(tx, [{ ...task, detail: { code, orderId: order.orderId }, openedBy: act.actor.id }]);
    appendAudit(tx, {
      kind: 'breach-recorded',
      object: { kind: 'isolation-order', id: order.orderId },
      detail: { code },
    });
    return { actId, endsAt: order.endsAt.toISOString() };
  }

  /** Throws ISOLATION_ORDER_OVER, RELEASE_SIGNED, RELEASE_TOO_EARLY, RELEASE_TESTS_MISSING. */
  async release(tx: Tx, isolationOrderId: string, act: Act) {
    const { order, care } = await this.desk.lock(tx, isolationOrderId, act);
    refuseOver(order, tx.recordedAt);
    if (order.releasedAt !== null) throw new Refusal('RELEASE_SIGNED');
    if (tx.recordedAt < minutesOn(order.endsAt, -lastDayMinutes, care.rules)) throw new Refusal('RELEASE_TOO_EARLY');
    const missing = await this.tests.missingOf(tx, order.orderId);
    if (missing > 0) throw new Refusal('RELEASE_TESTS_MISSING', { missing });
    const releasedBy = act.actor.id;
    await tx.execute(
      'update isolation_orders set released_at = $2, released_by = $3, version = version + 1 where order_id = $1',
      [order.orderId, tx.recordedAt, releasedBy],
    );
    await this.tasks.finish(tx, 'sign-release', [order.orderId], { outcome: 'signed', by: releasedBy });
    await this.orders.write(tx, order.orderId, { act: 'release-signed', actor: releasedBy });
    appendAudit(tx, { kind: 'release-signed', object: { kind: 'isolation-order', id: order.orderId } });
    return { isolationOrderId: order.orderId, endsAt: order.endsAt.toISOString(), releasedBy };
  }
}
