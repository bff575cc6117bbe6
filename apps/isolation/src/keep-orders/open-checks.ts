import { Database } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { CarerRole } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { about } from '../carers/assignment.store.js';
import { checkSelect, taskKindOf } from '../isolation-order/check.store.js';
import type { Check } from '../isolation-order/check.store.js';
import { CareRulesStore } from '../isolation-order/care-rules.store.js';
import type { IsolationOrder } from '../isolation-order/order.js';
import { IsolationOrderStore, orderSelect } from '../isolation-order/order.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';

const rowsPerCommit = 200;
// A carer sees today and tonight in the morning; what is further ahead is a row and not yet anybody's task.
const aheadHours = 24;

type Found = IsolationOrder & Check & { readonly ownerPerson: string | null };

const found = (where: string) => `
  select ${orderSelect}, ${checkSelect},
         (select a.person from order_assignments a where a.order_id = o.order_id and a.state = 'accepted'
             and a.role = case c.kind when 'temperature' then 'doctor' else 'community-cadre' end) as "ownerPerson"
    from order_checks c join isolation_orders o using (order_id) join campaigns k using (campaign_id)
   where c.state = 'due' and o.ended_at is null and ${where}
   order by c.begins_at, c.check_id limit ${rowsPerCommit} for update of c skip locked`;
const toOpenSql = found(`c.opened_at is null and c.begins_at - interval '${aheadHours} hours' / k.time_scale <= $1`);
const pastDueSql = found(`c.due_at <= $1 and c.captured_at is null`);

const ownerRoles: Readonly<Record<Check['kind'], CarerRole>> = {
  call: 'community-cadre',
  temperature: 'doctor',
  test: 'community-cadre',
};

/** Turns what is owed into tasks a day ahead, and says what was missed. Two replicas double nothing: each row is one's. */
@Injectable()
export class OpenChecks {
  constructor(
    private readonly database: Database,
    private readonly orders: IsolationOrderStore,
    private readonly tasks: TaskStore,
    private readonly careRules: CareRulesStore,
  ) {}

  /** Out: how many were opened or missed. */
  async run(): Promise<number> {
    let total = 0;
    for (const step of [this.#open.bind(this), this.#miss.bind(this)]) {
      let done: number;
      do {
        done = await this.database.transaction(step);
        total += done;
      } while (done === rowsPerCommit);
    }
    return total;
  }

  async #open(tx: Tx): Promise<number> {
    const due = await tx.query<Found>(toOpenSql, [tx.recordedAt]);
    await this.tasks.open(tx, due.map(taskOf));
    await tx.execute('update order_checks set opened_at = $2 where check_id = any($1::uuid[])', [
      due.map(({ checkId }) => checkId),
      tx.recordedAt,
    ]);
    return due.length;
  }

  // A call that was missed rings on as an overdue task. A swab that was missed is owed by somebody, with another clock.
  async #miss(tx: Tx): Promise<number> {
    const missed = await tx.query<Found>(pastDueSql, [tx.recordedAt]);
    await tx.execute(`update order_checks set state = 'missed' where check_id = any($1::uuid[])`, [
      missed.map(({ checkId }) => checkId),
    ]);
    for (const one of missed) {
      const { kind, sequence, orderId } = one;
      await this.orders.write(tx, orderId, { act: 'missed', actor: 'isolation', check: { kind, sequence } });
      if (kind !== 'test') continue;
      const { rules } = await this.careRules.of(tx, one.campaignId);
      const dueAt = taskDue('test-missed', tx.recordedAt, rules);
      await this.tasks.cancel(tx, 'test-day', [one.checkId], 'missed');
      await this.tasks.open(tx, [{ ...taskOf(one), kind: 'test-missed', beginsAt: tx.recordedAt, dueAt }]);
    }
    return missed.length;
  }
}

const taskOf = (one: Found): NewTask => ({
  kind: taskKindOf(one.kind),
  subject: one.checkId,
  sequence: Math.max(1, one.sequence),
  ...about(one),
  ownerRole: ownerRoles[one.kind],
  ownerPerson: one.ownerPerson,
  beginsAt: one.beginsAt,
  dueAt: one.dueAt,
  detail: { day: one.day, orderId: one.orderId },
  openedBy: 'isolation',
});
