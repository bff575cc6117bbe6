import type { Tx } from '@lib/platform';
import type { CarerRole } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { IsolationOrder } from '../isolation-order/order.js';
import { careKinds } from '../tasks/care-kinds.js';
import { TaskOwners } from '../tasks/task-owners.store.js';
import { TaskStore } from '../tasks/task.store.js';

/** Hands the open tasks of an order to whoever now looks after the person. */
@Injectable()
export class CarerTasks {
  constructor(
    private readonly tasks: TaskStore,
    private readonly owners: TaskOwners,
  ) {}

  /** In: null for nobody; then the tasks stay with the role, as they were before somebody said yes. */
  async handTo(tx: Tx, order: IsolationOrder, role: CarerRole, person: string | null): Promise<void> {
    const mine = await tx.query<{ taskId: string }>(
      `select task_id as "taskId" from tasks
        where campaign_id = $1 and participant_id = $2 and owner_role = $3 and state = 'open' and kind = any($4::text[])
          and kind <> 'accept-care' and owner_person is distinct from $5 order by task_id`,
      [order.campaignId, order.participantId, role, Object.keys(careKinds), person],
    );
    for (const { taskId } of mine) {
      const task = await this.tasks.lock(tx, taskId);
      if (task?.state !== 'open') continue;
      const takenAt = person === null ? null : tx.recordedAt;
      await this.owners.keepOwner(tx, { ...task, ownerPerson: person, takenAt, offer: null });
    }
  }

  /** Out: who has accepted to look after the person in this role; null for nobody yet. */
  async ownerOf(tx: Tx, orderId: string, role: CarerRole): Promise<string | null> {
    const [found] = await tx.query<{ person: string }>(
      `select person from order_assignments where order_id = $1 and role = $2 and state = 'accepted'`,
      [orderId, role],
    );
    return found?.person ?? null;
  }
}
