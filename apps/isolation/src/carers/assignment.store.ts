import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { CarerRole, Ids } from '@lib/vocabulary';
import { carerRoles } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { CareRules } from '../isolation-order/care-rules.store.js';
import type { IsolationOrder } from '../isolation-order/order.js';
import { IsolationOrderStore } from '../isolation-order/order.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { CarerTasks } from './carer-tasks.js';

export interface Assignment {
  readonly assignmentId: string;
  readonly orderId: string;
  readonly role: CarerRole;
  readonly person: string;
  readonly state: 'proposed' | 'accepted' | 'declined' | 'withdrawn' | 'over';
}

const columns = {
  assignment_id: 'uuid',
  order_id: 'uuid',
  campaign_id: 'uuid',
  role: 'text',
  person: 'text',
  district_code: 'text',
  state: 'text',
  proposed_by: 'text',
  proposed_at: 'timestamptz',
  changed_at: 'timestamptz',
};

// All carers of the district and role are locked first, so that two proposals never count the same free place. It is the
// person who is locked and not a row: whoever two districts list at the same moment has a row that the other cannot see.
const lockSql = `
  select pg_advisory_xact_lock(hashtextextended('carer/' || role || '/' || person, 0)) from (
    select role, person from carers where district_code = $1 and role = any($2::text[])
     union select * from unnest($3::text[], $4::text[]) order by role, person) as held`;
const freeSql = `
  select c.person from carers c
    left join order_assignments a on a.person = c.person and a.role = c.role and a.state in ('proposed', 'accepted')
   where c.district_code = $1 and c.role = $2 and (c.ended_at is null or c.ended_at > $5)
     and not exists (select 1 from order_assignments d
                      where d.order_id = $3 and d.role = c.role and d.person = c.person)
   group by c.person having count(distinct a.order_id) < $4
   order by count(distinct a.order_id), c.person limit 1`;

const gapOf = (orderId: string, role: CarerRole): string => `${orderId}:${role}`;

/** The only writer of who looks after whom. */
@Injectable()
export class AssignmentStore {
  constructor(
    private readonly tasks: TaskStore,
    private readonly orders: IsolationOrderStore,
    private readonly carerTasks: CarerTasks,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Asks for a cadre and a doctor where there is none and nobody is asked. */
  async fill(tx: Tx, order: IsolationOrder, care: CareRules): Promise<void> {
    const held = new Set((await this.openOf(tx, order.orderId)).map(({ role }) => role));
    for (const role of carerRoles) if (!held.has(role)) await this.#proposeLeastLoaded(tx, order, role, care);
  }

  async openOf(tx: Tx, orderId: string): Promise<Assignment[]> {
    return tx.query<Assignment>(
      `select assignment_id as "assignmentId", order_id as "orderId", role, person, state from order_assignments
        where order_id = $1 and state in ('proposed', 'accepted') order by role, state`,
      [orderId],
    );
  }

  /** Until the transaction ends nobody else gives away a place of these people. In: also who is not on the list yet. */
  async lockCarers(
    tx: Tx,
    districtCode: string,
    roles: readonly CarerRole[],
    named: readonly { readonly role: CarerRole; readonly person: string }[] = [],
  ): Promise<void> {
    const [namedRoles, persons] = [named.map(({ role }) => role), named.map(({ person }) => person)];
    await tx.query(lockSql, [districtCode, roles, namedRoles, persons]);
  }

  /** Asks this person. The database refuses who is not on the list or has no place left. */
  async propose(
    tx: Tx,
    order: IsolationOrder,
    who: { role: CarerRole; person: string; by: string },
    { rules }: CareRules,
  ) {
    const { orderId, campaignId, districtCode } = order;
    const assignmentId = this.ids.uuid7();
    const row = {
      ...{ assignment_id: assignmentId, order_id: orderId, campaign_id: campaignId, district_code: districtCode },
      ...{ role: who.role, person: who.person, state: 'proposed', proposed_by: who.by },
      ...{ proposed_at: tx.recordedAt, changed_at: tx.recordedAt },
    };
    await insertRows(tx, 'order_assignments', columns, [row]);
    await this.tasks.cancel(tx, 'assign-carer', [gapOf(orderId, who.role)], 'somebody-asked');
    const task = { kind: 'accept-care', subject: assignmentId, ...about(order) } as const;
    // Asked is not taken: the task is the role's until the person says yes.
    const owner = { ownerRole: who.role, detail: { askedPerson: who.person }, openedBy: who.by };
    await this.tasks.open(tx, [{ ...task, ...owner, dueAt: taskDue('accept-care', tx.recordedAt, rules) }]);
    return assignmentId;
  }

  /** The person says yes: from now on it is theirs, and no longer that of whoever had it before. */
  async accept(tx: Tx, order: IsolationOrder, { assignmentId, role, person }: Assignment): Promise<void> {
    await this.#close(tx, order.orderId, role, 'accepted', 'over');
    await this.#set(tx, assignmentId, 'accepted');
    await this.tasks.finish(tx, 'accept-care', [assignmentId], { outcome: 'accepted', by: person });
    await this.carerTasks.handTo(tx, order, role, person);
    await this.orders.write(tx, order.orderId, { act: 'carer-accepted', actor: person, detail: { role } });
  }

  /** Not this one: the next is asked, unless somebody still has it who wanted to hand it over. */
  async leave(
    tx: Tx,
    order: IsolationOrder,
    one: Assignment,
    state: 'declined' | 'withdrawn',
    by: string,
    care: CareRules,
  ) {
    await this.#set(tx, one.assignmentId, state);
    await this.tasks.cancel(tx, 'accept-care', [one.assignmentId], state);
    if (one.state === 'accepted') await this.carerTasks.handTo(tx, order, one.role, null);
    await this.orders.write(tx, order.orderId, { act: `carer-${state}`, actor: by, detail: { role: one.role } });
    await this.fill(tx, order, care);
  }

  /** Somebody else is asked instead. */
  async withdraw(tx: Tx, { assignmentId }: Assignment): Promise<void> {
    await this.#set(tx, assignmentId, 'withdrawn');
    await this.tasks.cancel(tx, 'accept-care', [assignmentId], 'withdrawn');
  }

  /** The order is over: nobody has it any more, and nobody is asked. */
  async end(tx: Tx, orderId: string): Promise<void> {
    const open = await this.openOf(tx, orderId);
    for (const role of carerRoles) {
      await this.#close(tx, orderId, role, 'proposed', 'withdrawn');
      await this.#close(tx, orderId, role, 'accepted', 'over');
    }
    await this.tasks.cancel(
      tx,
      'accept-care',
      open.map(({ assignmentId }) => assignmentId),
      'order-over',
    );
    await this.tasks.cancel(
      tx,
      'assign-carer',
      carerRoles.map((role) => gapOf(orderId, role)),
      'order-over',
    );
  }

  async #proposeLeastLoaded(tx: Tx, order: IsolationOrder, role: CarerRole, rules: CareRules): Promise<void> {
    const { orderId, districtCode } = order;
    await this.lockCarers(tx, districtCode, [role]);
    const [free] = await tx.query<{ person: string }>(freeSql, [
      ...[districtCode, role, orderId, rules.care.caseloadMax[role], tx.recordedAt],
    ]);
    if (free !== undefined) {
      await this.propose(tx, order, { role, person: free.person, by: 'isolation' }, rules);
      return;
    }
    const subject = gapOf(orderId, role);
    if ((await this.tasks.openOf(tx, 'assign-carer', [subject])).length > 0) return;
    const [before] = await tx.query<{ n: number }>(
      `select count(*)::int as n from tasks where kind = 'assign-carer' and subject = $1`,
      [subject],
    );
    const dueAt = taskDue('assign-carer', tx.recordedAt, rules.rules);
    const task = { kind: 'assign-carer', subject, sequence: (before?.n ?? 0) + 1, detail: { role } } as const;
    await this.tasks.open(tx, [{ ...task, ...about(order), openedBy: 'isolation', dueAt }]);
  }

  async #set(tx: Tx, assignmentId: string, state: Assignment['state']): Promise<void> {
    await tx.execute('update order_assignments set state = $2, changed_at = $3 where assignment_id = $1', [
      ...[assignmentId, state, tx.recordedAt],
    ]);
  }

  async #close(tx: Tx, orderId: string, role: CarerRole, from: Assignment['state'], to: Assignment['state']) {
    await tx.execute(
      'update order_assignments set state = $4, changed_at = $5 where order_id = $1 and role = $2 and state = $3',
      [orderId, role, from, to, tx.recordedAt],
    );
  }
}

/** Whom a task about an order is about. */
export const about = ({ campaignId, participantId, siteCode, districtCode, policyVersion }: IsolationOrder) => ({
  ...{ campaignId, participantId, siteCode, districtCode, policyVersion },
});
