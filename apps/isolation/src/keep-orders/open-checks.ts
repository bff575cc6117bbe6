import { Database, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { CarerRole } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { about } from '../carers/assignment.store.js';
import { checkSelect, taskKindOf } from '../isolation-order/check.store.js';
import type { Check } from '../isolation-order/check.store.js';
import { CareRulesStore } from '../isolation-order/care-rules.store.js';
import type { IsolationOrder } from '../isolation-order/order.js';
import { IsolationOrderStore, orderSelect } from '../isolation-order/order.store.js';
import { eachOnce } from '../subject/each-once.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';

const rowsPerCommit = 200;
// A carer sees today and tonight in the morning; what is further ahead is a row and not yet anybody's task.
const aheadHours = 24;

type Found = IsolationOrder & Check & { readonly ownerPerson: string | null };

interface Due {
  readonly checkId: string;
  readonly beginsAt: Date;
}

const checks = 'order_checks c join isolation_orders o using (order_id) join campaigns k using (campaign_id)';
const dueSql = (where: string) => `
  select c.check_id as "checkId", c.begins_at as "beginsAt" from ${checks}
   where c.state = 'due' and o.ended_at is null and ${where}
     and ($1::timestamptz is null or (c.begins_at, c.check_id) > ($1, $2::uuid))
   order by c.begins_at, c.check_id limit ${rowsPerCommit}`;
const isUnopened = 'c.opened_at is null';
const isUntaken = 'c.captured_at is null';
const toOpenSql = dueSql(
  `${isUnopened} and c.begins_at - interval '${aheadHours} hours' / k.time_scale <= (select clock_timestamp())`,
);
const pastDueSql = dueSql(`${isUntaken} and c.due_at <= (select clock_timestamp())`);

// Of two replicas that found the same check one has it; the other passes it over, or finds it done.
const foundSql = (where: string) => `
  select ${orderSelect}, ${checkSelect},
         (select a.person from order_assignments a where a.order_id = o.order_id and a.state = 'accepted'
             and a.role = case c.kind when 'temperature' then 'doctor' else 'community-cadre' end) as "ownerPerson"
    from ${checks}
   where c.state = 'due' and o.ended_at is null and ${where} and c.check_id = any($1::uuid[])
   order by c.begins_at, c.check_id for update of c skip locked`;

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
    private readonly log: Log,
  ) {}

  /** Out: how many were opened or missed. */
  async run(): Promise<number> {
    const opened = await this.#each(toOpenSql, (tx, due) => this.#open(tx, due));
    return opened + (await this.#each(pastDueSql, (tx, due) => this.#miss(tx, due)));
  }

  #each(sql: string, step: (tx: Tx, checkIds: readonly string[]) => Promise<void>): Promise<number> {
    return eachOnce<Due>({
      pageAfter: (last) => this.database.query<Due>(sql, [last?.beginsAt ?? null, last?.checkId ?? null]),
      work: (due) =>
        this.database.transaction((tx) =>
          step(
            tx,
            due.map(({ checkId }) => checkId),
          ),
        ),
      failed: ({ checkId: check }, error) =>
        this.log.error('what is owed could not be asked for or called missed', error, { check }),
    });
  }

  async #open(tx: Tx, checkIds: readonly string[]): Promise<void> {
    const due = await tx.query<Found>(foundSql(isUnopened), [checkIds]);
    await this.tasks.open(tx, due.map(taskOf));
    await tx.execute('update order_checks set opened_at = $2 where check_id = any($1::uuid[])', [
      due.map(({ checkId }) => checkId),
      tx.recordedAt,
    ]);
  }

  // A call that was missed rings on as an overdue task. A swab that was missed is owed by somebody, with another clock.
  async #miss(tx: Tx, checkIds: readonly string[]): Promise<void> {
    const missed = await tx.query<Found>(foundSql(isUntaken), [checkIds]);
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
