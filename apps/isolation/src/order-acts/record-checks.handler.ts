import type { Tx } from '@lib/platform';
import { IDS, insertRows } from '@lib/platform';
import type { CallOutcome, CareNeed, Ids, Symptom } from '@lib/vocabulary';
import { symptoms as symptomWords } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { about } from '../carers/assignment.store.js';
import { CarerTasks } from '../carers/carer-tasks.js';
import type { CareRules } from '../isolation-order/care-rules.store.js';
import { CheckStore } from '../isolation-order/check.store.js';
import type { IsolationOrder } from '../isolation-order/order.js';
import { IsolationOrderStore } from '../isolation-order/order.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { careKinds } from '../tasks/care-kinds.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { instantOfAct, OrderDesk } from './order-desk.js';
import type { WhenItWas } from './order-desk.js';

type CareKind = keyof typeof careKinds;

export interface Call extends WhenItWas {
  readonly outcome: CallOutcome;
  readonly symptoms: readonly Symptom[];
  readonly needs: readonly CareNeed[];
}

/** Somebody was on the line; whoever declines was reached as well. */
const isReached = (outcome: CallOutcome): boolean => ['reached', 'declines', 'urgent-need'].includes(outcome);

/** Writes down calls and temperatures. Each finishes what was owed at its own time, and opens what follows from it. */
@Injectable()
export class RecordChecks {
  constructor(
    private readonly desk: OrderDesk,
    private readonly orders: IsolationOrderStore,
    private readonly checks: CheckStore,
    private readonly tasks: TaskStore,
    private readonly carerTasks: CarerTasks,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws what `instantOfAct` throws. */
  async call(tx: Tx, isolationOrderId: string, call: Call, act: Act) {
    const { order, care } = await this.desk.lock(tx, isolationOrderId, act);
    const was = instantOfAct(call, order, care, tx.recordedAt);
    const by = act.actor.id;
    const isDone = isReached(call.outcome);
    const { check, state } = await this.checks.settle(tx, order.orderId, 'call', was, {
      by,
      isDone,
      isPaper: call.isPaper,
    });
    const { outcome, symptoms, needs } = call;
    const line = {
      act: 'called',
      actor: by,
      capturedAt: was,
      isPaper: call.isPaper,
      detail: { outcome, symptoms, needs },
    };
    const actId = await this.orders.write(tx, order.orderId, { ...line, ...(check && { check }) });
    const taskIds = await this.#open(tx, order, care, { kinds: kindsOf(call), subject: actId, by });
    return { actId, state, taskIds };
  }

  /** Throws what `instantOfAct` throws. */
  async temperature(tx: Tx, isolationOrderId: string, read: WhenItWas & { tenths: number }, act: Act) {
    const { order, care } = await this.desk.lock(tx, isolationOrderId, act);
    const was = instantOfAct(read, order, care, tx.recordedAt);
    const by = act.actor.id;
    const done = { by, isDone: true, isPaper: read.isPaper };
    const { check, state } = await this.checks.settle(tx, order.orderId, 'temperature', was, done);
    const { tenths, isPaper } = read;
    const line = { act: 'measured', actor: by, capturedAt: was, isPaper, detail: { tenths } };
    const actId = await this.orders.write(tx, order.orderId, { ...line, ...(check && { check }) });
    const isFever = tenths >= care.care.feverTenthsMin;
    const taskIds = isFever ? await this.#openFever(tx, order, care, { actId, tenths, was, by }) : [];
    return { actId, state, taskIds, isFever };
  }

  // One fever at a time waits for a doctor; the next reading, high or normal, is another line and changes nothing of it.
  // The same reading entered again, from the sheet it was on, calls nobody again.
  async #openFever(
    tx: Tx,
    order: IsolationOrder,
    care: CareRules,
    { actId, tenths, was, by }: { actId: string; tenths: number; was: Date; by: string },
  ): Promise<string[]> {
    const known = await tx.query(
      'select 1 from order_fevers where order_id = $1 and captured_at = $2 and tenths = $3',
      [order.orderId, was, tenths],
    );
    if (known.length > 0) return [];
    const columns = {
      ...{ fever_id: 'uuid', order_id: 'uuid', act_id: 'uuid', tenths: 'int' },
      ...{ captured_at: 'timestamptz', opened_at: 'timestamptz' },
    };
    const row = {
      ...{ fever_id: this.ids.uuid7(), order_id: order.orderId, act_id: actId, tenths },
      ...{ captured_at: was, opened_at: tx.recordedAt },
    };
    const opened = await insertRows<{ fever_id: string }>(tx, 'order_fevers', columns, [row], {
      onConflict: '(order_id) where decided_at is null do nothing',
      returning: ['fever_id'],
    });
    const [fever] = opened;
    if (fever === undefined) return [];
    const kinds = ['fever', 'fever-clinic'] as const;
    return this.#open(tx, order, care, { kinds, subject: fever.fever_id, by });
  }

  async #open(
    tx: Tx,
    order: IsolationOrder,
    { rules }: CareRules,
    { kinds, subject, by }: { kinds: readonly CareKind[]; subject: string; by: string },
  ): Promise<string[]> {
    if (kinds.length === 0) return [];
    const owners = {
      'community-cadre': await this.carerTasks.ownerOf(tx, order.orderId, 'community-cadre'),
      doctor: await this.carerTasks.ownerOf(tx, order.orderId, 'doctor'),
    };
    const tasks = kinds.map((kind) => {
      const { ownerRole } = careKinds[kind];
      const ownerPerson = ownerRole === 'community-cadre' || ownerRole === 'doctor' ? owners[ownerRole] : null;
      const dueAt = taskDue(kind, tx.recordedAt, rules);
      return {
        ...{ kind, subject, ...about(order), ownerPerson, dueAt },
        detail: { orderId: order.orderId },
        openedBy: by,
      };
    });
    return this.tasks.open(tx, tasks);
  }
}

// What is urgent goes to the doctor, whatever name it was given.
function kindsOf({ outcome, symptoms, needs }: Call): CareKind[] {
  const isUrgent = outcome === 'urgent-need' || symptoms.some((one) => symptomWords[one].isUrgent);
  const wanted: CareKind[] = needs.map((need) => `need-${need}` as const);
  return [
    ...new Set([
      ...wanted,
      ...(isUrgent ? (['need-urgent'] as const) : []),
      ...(symptoms.length > 0 ? (['symptoms'] as const) : []),
    ]),
  ];
}
