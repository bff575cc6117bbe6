import { ruleFor } from '@lib/contracts/policy-pack';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AssignmentStore, about } from '../carers/assignment.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import type { Measure } from '../subject/measure.js';
import { isOpen } from '../subject/measure.js';
import { packFor } from '../subject/pack.js';
import type { Subject } from '../subject/subject.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { CareRulesStore } from './care-rules.store.js';
import type { CareRules } from './care-rules.store.js';
import { CheckStore } from './check.store.js';
import { checksOf, endOf, extentOf, isIsolation, testDaysOf } from './order.js';
import type { IsolationOrder } from './order.js';
import { IsolationOrderStore } from './order.store.js';
import { TestDays } from './test-days.js';

const hasIsolationChanged = ({ before, after }: Changed): boolean =>
  before.measures !== after.measures && after.measures.some(isIsolation);
const hasSwabChanged = ({ before, after }: Changed): boolean =>
  (before.tubes !== after.tubes || before.orders !== after.orders) && after.measures.some(isIsolation);

/**
 * Keeps the order of each person in line with the measures about them, in the transaction that changed those. It never
 * decides how long: the measures do, and end by themselves.
 */
@Injectable()
export class IsolationOrderFollower implements CaseFollower {
  constructor(
    private readonly orders: IsolationOrderStore,
    private readonly checks: CheckStore,
    private readonly assignments: AssignmentStore,
    private readonly tests: TestDays,
    private readonly tasks: TaskStore,
    private readonly careRules: CareRulesStore,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    for (const one of changed) {
      if (hasSwabChanged(one)) await this.tests.read(tx, one.after);
      if (hasIsolationChanged(one)) await this.#keep(tx, one.after, await this.careRules.of(tx, one.after.campaignId));
    }
  }

  async #keep(tx: Tx, subject: Subject, care: CareRules): Promise<void> {
    const isolations = subject.measures.filter(isIsolation);
    const known = await this.orders.stagesOf(
      tx,
      isolations.map(({ measureId }) => measureId),
    );
    const found = await this.orders.openOf(tx, subject);
    const own = isolations.filter(({ measureId }) => known.get(measureId) === found?.orderId);
    const isOver = found !== undefined && endOf(own, tx.recordedAt) !== undefined;
    const fresh = isolations.filter((one) => !known.has(one.measureId) && isOpen(one, tx.recordedAt));
    // What continues a measure of this order keeps it going, even if the worker is late to write the end down.
    const isContinued = fresh.some(({ supersedes }) => own.some(({ measureId }) => measureId === supersedes));
    if (found !== undefined && isOver && !isContinued) await this.#end(tx, found, own, care);
    const standing = found !== undefined && (!isOver || isContinued) ? found : undefined;
    if (standing !== undefined) return this.#stretch(tx, standing, own, fresh, care);
    if (fresh.length > 0) await this.#open(tx, subject, fresh, care);
  }

  async #open(tx: Tx, subject: Subject, fresh: readonly Measure[], care: CareRules): Promise<void> {
    const [first] = fresh;
    const extent = extentOf(fresh);
    if (first === undefined || extent === undefined) return;
    const countedFrom = first.countedFrom ?? first.startsAt;
    const testDays = testDaysOf(fresh, { countedFrom, timeScale: care.rules.timeScale }, care, tx.recordedAt);
    const pack = packFor(care.rules, first.siteCode, tx.recordedAt);
    const releaseRole = (pack && ruleFor(pack, first.category)?.releaseRole) ?? null;
    const span = { countedFrom, startsAt: extent.from, endsAt: extent.to, testDays, releaseRole };
    const order = await this.orders.open(tx, subject, first, span);
    await this.orders.addStages(tx, order.orderId, fresh);
    await this.orders.write(tx, order.orderId, { act: 'opened', actor: first.decidedBy });
    await this.checks.keep(tx, order.orderId, checksOf(fresh, order, care));
    await this.assignments.fill(tx, order, care);
  }

  async #stretch(tx: Tx, order: IsolationOrder, own: readonly Measure[], fresh: readonly Measure[], care: CareRules) {
    const all = [...own, ...fresh];
    const extent = extentOf(all);
    if (extent === undefined) return;
    const count = { countedFrom: order.countedFrom, timeScale: care.rules.timeScale };
    const begun = fresh.filter(({ supersedes }) => supersedes === null);
    const added = testDaysOf(begun, count, care, tx.recordedAt);
    const testDays = [...new Set([...order.testDays, ...added])].toSorted((a, b) => a - b);
    const next = { ...order, endsAt: extent.to, testDays };
    await this.orders.addStages(tx, order.orderId, fresh);
    await this.orders.stretch(tx, next);
    const act = extent.to > order.endsAt ? 'extended' : 'changed';
    await this.orders.write(tx, order.orderId, { act, actor: fresh[0]?.decidedBy ?? 'isolation' });
    await this.checks.keep(tx, order.orderId, checksOf(all, next, care));
  }

  async #end(tx: Tx, order: IsolationOrder, own: readonly Measure[], care: CareRules): Promise<void> {
    const end = endOf(own, tx.recordedAt);
    if (end === undefined) return;
    const testsMissing = end.because === 'term-over' ? await this.tests.missingOf(tx, order.orderId) : 0;
    await this.orders.end(tx, order.orderId, { ...end, testsMissing });
    await this.checks.endAt(tx, order.orderId, end.at);
    await this.assignments.end(tx, order.orderId);
    await this.tasks.cancel(tx, 'sign-release', [order.orderId], 'order-over');
    await this.tasks.cancel(
      tx,
      'enter-stage',
      own.map(({ measureId }) => measureId),
      'order-over',
    );
    await this.orders.write(tx, order.orderId, { act: 'ended', actor: 'isolation', detail: { because: end.because } });
    if (testsMissing === 0) return;
    // A machine prolongs nothing: the person is free, and somebody looks out (settled 12).
    const task = { kind: 'release-look-out', subject: order.orderId, ...about(order), openedBy: 'isolation' } as const;
    const dueAt = taskDue('release-look-out', tx.recordedAt, care.rules);
    await this.tasks.open(tx, [{ ...task, dueAt, detail: { testsMissing } }]);
  }
}
