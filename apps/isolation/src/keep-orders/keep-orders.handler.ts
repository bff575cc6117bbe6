import { Database, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { about } from '../carers/assignment.store.js';
import { orderSelect, IsolationOrderStore } from '../isolation-order/order.store.js';
import type { IsolationOrder } from '../isolation-order/order.js';
import { CareRulesStore } from '../isolation-order/care-rules.store.js';
import type { CareRules } from '../isolation-order/care-rules.store.js';
import { eachOnce } from '../subject/each-once.js';
import { TaskStore } from '../tasks/task.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TransferStore } from '../transfers/transfer.store.js';
import { AskTestDays } from './ask-test-days.js';
import { OpenChecks } from './open-checks.js';

const rowsPerCommit = 200;
const lastDayHours = 24; // A release is signed on the last day, when its swab may be there.

type Entering = IsolationOrder & { measureId: string; place: string; stageFrom: Date; placeBefore: string | null };

interface Stage {
  readonly measureId: string;
  readonly stageFrom: Date;
}

// A stage whose measure was ended before it began is never entered.
const isToEnter = `s.entered_at is null and s.starts_at <= (select clock_timestamp()) and o.ended_at is null
     and (m.ended_at is null or m.ended_at > s.starts_at)`;
const stages = 'order_stages s join isolation_orders o using (order_id) join measures m using (measure_id)';
const begunSql = `
  select s.measure_id as "measureId", s.starts_at as "stageFrom" from ${stages}
   where ${isToEnter} and ($1::timestamptz is null or (s.starts_at, s.measure_id) > ($1, $2::uuid))
   order by s.starts_at, s.measure_id limit ${rowsPerCommit}`;
const toEnterSql = `
  select ${orderSelect}, s.measure_id as "measureId", s.place, s.starts_at as "stageFrom",
         (select b.place from order_stages b where b.order_id = s.order_id and b.starts_at < s.starts_at
           order by b.starts_at desc limit 1) as "placeBefore"
    from ${stages} where ${isToEnter} and s.measure_id = any($1::uuid[])
   order by s.starts_at, s.measure_id for update of s skip locked`;

const toSignSql = `
  select ${orderSelect}, o.release_role as "releaseRole"
    from isolation_orders o join campaigns c using (campaign_id)
   where o.ended_at is null and o.release_role is not null and o.released_at is null
     and o.ends_at - interval '${lastDayHours} hours' / c.time_scale <= $1
     and not exists (select 1 from tasks t where t.kind = 'sign-release' and t.subject = o.order_id::text)
   limit ${rowsPerCommit}`;

/** What a day brings under an order, from rows alone: whoever restarts goes on where the rows say. */
@Injectable()
export class KeepOrders {
  constructor(
    private readonly database: Database,
    private readonly orders: IsolationOrderStore,
    private readonly openChecks: OpenChecks,
    private readonly testDays: AskTestDays,
    private readonly tasks: TaskStore,
    private readonly careRules: CareRulesStore,
    private readonly transfers: TransferStore,
    private readonly log: Log,
  ) {}

  /** Out: how much was done. What fails is logged and tried at the next look; it keeps nothing else from being done. */
  async run(): Promise<number> {
    const steps = [
      () => this.#enterStages(),
      () => this.openChecks.run(),
      () => this.testDays.run(),
      () => this.database.transaction((tx) => this.#askForSignatures(tx)),
    ];
    let total = 0;
    for (const step of steps) {
      try {
        total += await step();
      } catch (error) {
        this.log.error('a part of what the day brings is seen to at the next look', error);
      }
    }
    return total;
  }

  #enterStages(): Promise<number> {
    return eachOnce<Stage>({
      pageAfter: (last) => this.database.query<Stage>(begunSql, [last?.stageFrom ?? null, last?.measureId ?? null]),
      work: (begun) => this.database.transaction((tx) => this.#enterAll(tx, begun)),
      failed: ({ measureId }, error) => this.log.error('a stage could not be entered', error, { measureId }),
    });
  }

  // Of two replicas that found the same stage one enters it; the other finds it entered, or held.
  async #enterAll(tx: Tx, begun: readonly Stage[]): Promise<void> {
    const entering = await tx.query<Entering>(toEnterSql, [begun.map(({ measureId }) => measureId)]);
    for (const one of entering) await this.#enter(tx, one, await this.careRules.of(tx, one.campaignId));
  }

  // The change is an act at its own instant, whenever it is noticed; it makes no stage longer.
  async #enter(tx: Tx, { measureId, place, stageFrom, placeBefore, ...order }: Entering, { rules }: CareRules) {
    await tx.execute('update order_stages set entered_at = starts_at where measure_id = $1', [measureId]);
    const isMove = place !== placeBefore;
    await this.orders.write(tx, order.orderId, {
      ...{ act: 'stage-entered', actor: 'isolation', capturedAt: stageFrom, detail: { place, measureId, isMove } },
    });
    // Who stays at home needs no vehicle and no room.
    if (!isMove || (placeBefore === null && place === 'home')) return;
    // Who was brought there before the row was seen needs nobody to bring them.
    if (await this.transfers.isAt(tx, order, place)) return;
    const task = { kind: 'enter-stage', subject: measureId, ...about(order), openedBy: 'isolation' } as const;
    const dueAt = taskDue('enter-stage', stageFrom, rules);
    await this.tasks.open(tx, [{ ...task, beginsAt: stageFrom, dueAt, detail: { place, placeBefore } }]);
  }

  async #askForSignatures(tx: Tx): Promise<number> {
    const due = await tx.query<IsolationOrder & { releaseRole: 'doctor' | 'isolation-officer' | 'cdc-duty' }>(
      toSignSql,
      [tx.recordedAt],
    );
    const tasks = due.map(({ releaseRole: ownerRole, ...order }) => ({
      ...({ kind: 'sign-release', subject: order.orderId, ...about(order), ownerRole, openedBy: 'isolation' } as const),
      dueAt: order.endsAt,
    }));
    await this.tasks.open(tx, tasks);
    return tasks.length;
  }
}
