import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { hasAnswer } from '../subject/standing.decider.js';
import { openOrder } from '../subject/order-state.decider.js';
import type { Subject } from '../subject/subject.js';
import { TaskStore } from '../tasks/task.store.js';

/** Reads off a person's swabs what became of the test days that asked for them. */
@Injectable()
export class TestDays {
  constructor(private readonly tasks: TaskStore) {}

  /** In: a person, written already. What was sealed is taken, what was released is done, what failed waits for the next swab. */
  async read(tx: Tx, subject: Subject): Promise<void> {
    const asked = await tx.query<{ checkId: string; recollectionId: string }>(
      `select c.check_id as "checkId", c.recollection_id as "recollectionId"
         from order_checks c join isolation_orders o using (order_id)
        where o.campaign_id = $1 and o.participant_id = $2 and c.recollection_id is not null and c.state in ('due', 'missed')
        for update of c`,
      [subject.campaignId, subject.participantId],
    );
    for (const { checkId, recollectionId } of asked) await this.#readOne(tx, subject, checkId, recollectionId);
  }

  /** Out: how many swabs of the test days are not there, or were not simply not detected. */
  async missingOf(tx: Tx, orderId: string): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from order_checks
        where order_id = $1 and kind = 'test' and (state in ('due', 'missed') or finding <> 'not-detected')`,
      [orderId],
    );
    return row?.n ?? 0;
  }

  async #readOne(tx: Tx, subject: Subject, checkId: string, recollectionId: string): Promise<void> {
    const asked = subject.orders.find(({ orderId }) => orderId === recollectionId);
    const next = openOrder(subject);
    if (asked?.state === 'failed' && next !== undefined) {
      await tx.execute('update order_checks set recollection_id = $2, captured_at = null where check_id = $1', [
        ...[checkId, next.orderId],
      ]);
      return;
    }
    const tubes = subject.tubes.filter(({ orderId }) => orderId === recollectionId);
    const answered = tubes.find(hasAnswer);
    const sealedAt = (answered ?? tubes[0])?.sealedAt ?? null;
    if (answered?.result) {
      await tx.execute(
        `update order_checks set state = 'done', finding = $2, done_at = $3, done_by = 'isolation',
                captured_at = coalesce($4, captured_at) where check_id = $1`,
        [checkId, answered.result.finding, tx.recordedAt, sealedAt],
      );
    } else if (sealedAt !== null) {
      await tx.execute('update order_checks set captured_at = $2 where check_id = $1', [checkId, sealedAt]);
    } else {
      return;
    }
    const end = { outcome: answered?.result ? 'answered' : 'collected', by: 'isolation' };
    await this.tasks.finish(tx, 'test-day', [checkId], end);
    await this.tasks.finish(tx, 'test-missed', [checkId], end);
  }
}
