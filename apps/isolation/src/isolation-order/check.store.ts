import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { TaskStore } from '../tasks/task.store.js';
import type { CheckKind, PlannedCheck } from './check-plan.decider.js';

/** One call, temperature or swab that is owed. */
export interface Check extends PlannedCheck {
  readonly checkId: string;
  readonly orderId: string;
  readonly state: 'due' | 'done' | 'missed' | 'cancelled';
  readonly openedAt: Date | null;
  readonly recollectionId: string | null;
  readonly capturedAt: Date | null;
  readonly finding: string | null;
}

export const checkSelect = `c.check_id as "checkId", c.order_id as "orderId", c.kind, c.sequence, c.day,
  c.begins_at as "beginsAt", c.due_at as "dueAt", c.state, c.opened_at as "openedAt",
  c.recollection_id as "recollectionId", c.captured_at as "capturedAt", c.finding`;

const columns = {
  check_id: 'uuid',
  order_id: 'uuid',
  kind: 'text',
  sequence: 'int',
  day: 'int',
  begins_at: 'timestamptz',
  due_at: 'timestamptz',
};

const keyOf = ({ kind, sequence }: Pick<PlannedCheck, 'kind' | 'sequence'>): string => `${kind}/${sequence}`;
const isSame = (a: PlannedCheck, b: PlannedCheck): boolean =>
  a.beginsAt.getTime() === b.beginsAt.getTime() && a.dueAt.getTime() === b.dueAt.getTime();

const spanMs = ({ beginsAt, dueAt }: PlannedCheck): number => dueAt.getTime() - beginsAt.getTime();

/** The only writer of what is owed under an order. */
@Injectable()
export class CheckStore {
  constructor(
    private readonly tasks: TaskStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async of(tx: Tx, orderId: string): Promise<Check[]> {
    return tx.query<Check>(
      `select ${checkSelect} from order_checks c where c.order_id = $1 order by c.kind, c.sequence for update`,
      [orderId],
    );
  }

  /**
   * Brings what is owed in line with the plan: what is new is added, what the order no longer reaches is cancelled, what
   * lasts longer now is moved with its task. What was done or missed stays what it was.
   */
  async keep(tx: Tx, orderId: string, plan: readonly PlannedCheck[]): Promise<void> {
    const known = await this.of(tx, orderId);
    const wanted = new Map(plan.filter(({ dueAt }) => dueAt > tx.recordedAt).map((one) => [keyOf(one), one]));
    const planned = new Set(plan.map(keyOf));
    const fresh = [...wanted.values()].filter((one) => !known.some((old) => keyOf(old) === keyOf(one)));
    await this.#add(tx, orderId, fresh);
    const needless = known.filter((old) => old.state === 'due' && !planned.has(keyOf(old)));
    await this.#cancel(tx, needless);
    const changed = known.flatMap((old) => {
      const now = wanted.get(keyOf(old));
      const isOpen = old.state === 'due' || old.state === 'cancelled';
      return now === undefined || !isOpen || (old.state === 'due' && isSame(old, now)) ? [] : [{ old, now }];
    });
    for (const { old, now } of changed) await this.#move(tx, old, now);
  }

  /**
   * Ends what is still owed: nobody calls a person who is free. What was due by then was missed, however late the end is
   * noticed, and stays so.
   */
  async endAt(tx: Tx, orderId: string, end: Date): Promise<void> {
    await tx.execute(
      `update order_checks set state = 'missed'
        where order_id = $1 and state = 'due' and due_at <= $2 and captured_at is null`,
      [orderId, end],
    );
    const known = await this.of(tx, orderId);
    const isOpen = ({ state, capturedAt }: Check) => state === 'due' && capturedAt === null;
    await this.#cancel(tx, known.filter(isOpen));
    // What was missed stays missed; that its task goes on ringing helps nobody any more.
    const missed = known.filter(({ state }) => state === 'missed').map(({ checkId }) => checkId);
    for (const kind of [...Object.values(kinds), 'test-missed'] as const) {
      await this.tasks.cancel(tx, kind, missed, 'order-over');
    }
  }

  /**
   * In: when a call or reading really was. It finishes what was owed in that part of that day, also after it was missed,
   * and whatever was missed before it stops ringing. Out: which one, and whether that is done, open still or was not asked.
   */
  async settle(
    tx: Tx,
    orderId: string,
    kind: 'call' | 'temperature',
    was: Date,
    { by, isDone, isPaper }: { by: string; isDone: boolean; isPaper: boolean },
  ): Promise<{ check: Check | undefined; state: 'done' | 'open' | 'unasked' }> {
    const begun = (await this.of(tx, orderId)).filter((one) => one.kind === kind && one.beginsAt <= was);
    const latest = begun.at(-1);
    // A quarter of a day after its end it is another part of the day that somebody spoke of.
    const isOwed = latest !== undefined && (latest.state === 'due' || latest.state === 'missed');
    const isNear = latest !== undefined && was.getTime() < latest.dueAt.getTime() + spanMs(latest);
    if (!isOwed || !isNear) return { check: undefined, state: 'unasked' };
    if (!isDone) return { check: latest, state: 'open' };
    await tx.execute(
      `update order_checks set state = 'done', captured_at = $2, done_at = $3, done_by = $4, is_paper = $5 where check_id = $1`,
      [latest.checkId, was, tx.recordedAt, by, isPaper],
    );
    const end = { outcome: isPaper ? 'done-on-paper' : 'done', by };
    await this.tasks.finish(tx, taskKindOf(kind), [latest.checkId], end);
    const earlier = begun.filter((one) => one.state === 'missed' && one.checkId !== latest.checkId);
    await this.tasks.cancel(
      tx,
      taskKindOf(kind),
      earlier.map(({ checkId }) => checkId),
      'done-later',
    );
    return { check: latest, state: 'done' };
  }

  async #add(tx: Tx, orderId: string, checks: readonly PlannedCheck[]): Promise<void> {
    const rows = checks.map(({ kind, sequence, day, beginsAt, dueAt }) => ({
      ...{ check_id: this.ids.uuid7(), order_id: orderId, kind, sequence, day, begins_at: beginsAt, due_at: dueAt },
    }));
    await insertRows(tx, 'order_checks', columns, rows, { onConflict: '(order_id, kind, sequence) do nothing' });
  }

  async #cancel(tx: Tx, checks: readonly Check[]): Promise<void> {
    if (checks.length === 0) return;
    await tx.execute(`update order_checks set state = 'cancelled' where check_id = any($1::uuid[])`, [
      checks.map(({ checkId }) => checkId),
    ]);
    for (const kind of ['call', 'temperature', 'test'] as const) {
      const ids = checks.filter((one) => one.kind === kind).map(({ checkId }) => checkId);
      await this.tasks.cancel(tx, taskKindOf(kind), ids, 'order-over');
    }
  }

  async #move(tx: Tx, { checkId, kind, state }: Check, { beginsAt, dueAt }: PlannedCheck): Promise<void> {
    await tx.execute(
      // What comes back is another task than the one that was cancelled, so it has another id.
      `update order_checks set begins_at = $2, due_at = $3, state = 'due',
              opened_at = case when state = 'cancelled' then null else opened_at end,
              check_id = case when state = 'cancelled' then $4::uuid else check_id end where check_id = $1`,
      [checkId, beginsAt, dueAt, this.ids.uuid7()],
    );
    if (state === 'due') await this.tasks.move(tx, taskKindOf(kind), [checkId], dueAt);
  }
}

const kinds = { call: 'call', temperature: 'temperature', test: 'test-day' } as const;

/** The kind of task that asks for a check. */
export const taskKindOf = (kind: CheckKind): (typeof kinds)[CheckKind] => kinds[kind];
