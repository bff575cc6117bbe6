import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { CarerRole } from '@lib/vocabulary';
import { carerRoles } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CareRulesStore } from '../isolation-order/care-rules.store.js';
import type { CareRules } from '../isolation-order/care-rules.store.js';
import type { IsolationOrder } from '../isolation-order/order.js';
import { orderSelect } from '../isolation-order/order.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { OrderDesk, refuseOver } from '../order-acts/order-desk.js';
import { AssignmentStore } from './assignment.store.js';
import type { Assignment } from './assignment.store.js';

type Whom = Pick<Assignment, 'role' | 'person'>;

export interface ListedCarer {
  readonly person: string;
  readonly role: CarerRole;
  readonly isListed: boolean;
}

// Orders are locked before carers, here as everywhere: whoever has nobody, and whoever has somebody who leaves the list.
const touchedSql = `
  select ${orderSelect} from isolation_orders o
   where o.district_code = $1 and o.ended_at is null and o.ends_at > $2
     and ((select count(distinct a.role) from order_assignments a
            where a.order_id = o.order_id and a.state in ('proposed', 'accepted')) < 2
       or exists (select 1 from order_assignments a join unnest($3::text[], $4::text[]) as gone(person, role)
                    using (person, role) where a.order_id = o.order_id and a.state in ('proposed', 'accepted')))
   order by o.order_id for update`;

const assignmentColumns = `a.assignment_id as "assignmentId", a.order_id as "orderId", a.role, a.person, a.state`;

/** Who may be asked, who is asked, and what they answer. */
@Injectable()
export class Carers {
  constructor(
    private readonly assignments: AssignmentStore,
    private readonly desk: OrderDesk,
    private readonly careRules: CareRulesStore,
  ) {}

  /** Lists people, or takes them off the list; then asks for everybody of the district who has nobody. */
  async put(tx: Tx, { districtCode, carers }: { districtCode: string; carers: readonly ListedCarer[] }, act: Act) {
    requireOwn(act.actor, act.route, { district: districtCode });
    const sorted = carers.toSorted((a, b) => (a.person < b.person ? -1 : 1));
    const gone = sorted.filter(({ isListed }) => !isListed);
    const touched = await tx.query<IsolationOrder>(touchedSql, [
      ...[districtCode, tx.recordedAt, gone.map(({ person }) => person), gone.map(({ role }) => role)],
    ]);
    await this.assignments.lockCarers(tx, districtCode, carerRoles, sorted);
    for (const { person, role, isListed } of sorted) {
      await tx.execute(
        `insert into carers (person, role, district_code, put_by, put_at, ended_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (person, role, district_code) do update set put_by = $4, put_at = $5, ended_at = $6`,
        [person, role, districtCode, act.actor.id, tx.recordedAt, isListed ? null : tx.recordedAt],
      );
    }
    for (const order of touched) await this.#askAgain(tx, order, gone, act);
    const detail = { listed: sorted.length - gone.length, ended: gone.length };
    appendAudit(tx, { kind: 'carers-put', object: { kind: 'district', id: districtCode }, detail });
    return { ...detail, asked: touched.length };
  }

  /** Throws ISOLATION_ORDER_OVER, CARER_ASKED_BEFORE, CARER_UNLISTED, CASELOAD_FULL. */
  async ask(tx: Tx, isolationOrderId: string, { role, person }: { role: CarerRole; person: string }, act: Act) {
    const { order, care } = await this.desk.lock(tx, isolationOrderId, act);
    refuseOver(order, tx.recordedAt);
    const open = (await this.assignments.openOf(tx, order.orderId)).filter((one) => one.role === role);
    if (open.some((one) => one.person === person)) throw new Refusal('CARER_ASKED_BEFORE');
    await this.#refuseUnfit(tx, order, { role, person }, care);
    const asked = open.find(({ state }) => state === 'proposed');
    if (asked !== undefined) await this.assignments.withdraw(tx, asked);
    const assignmentId = await this.assignments.propose(tx, order, { role, person, by: act.actor.id }, care);
    const detail = { role, person };
    appendAudit(tx, { kind: 'carer-asked', object: { kind: 'isolation-order', id: order.orderId }, detail });
    return { assignmentId };
  }

  /** Throws ASSIGNMENT_UNKNOWN, ASSIGNMENT_OF_OTHER, ASSIGNMENT_ANSWERED, CASELOAD_FULL. */
  async answer(tx: Tx, assignmentId: string, isAccepted: boolean, act: Act) {
    const [found] = await tx.query<Assignment & { districtCode: string }>(
      `select ${assignmentColumns}, a.district_code as "districtCode" from order_assignments a where a.assignment_id = $1`,
      [assignmentId],
    );
    requireOwn(act.actor, act.route, found && { district: found.districtCode }, { assignmentId });
    if (found === undefined) throw new Error('an assignment without a record belongs to nobody');
    if (found.person !== act.actor.id || found.role !== act.actor.role) throw new Refusal('ASSIGNMENT_OF_OTHER');
    const [order] = await tx.query<IsolationOrder>(
      `select ${orderSelect} from isolation_orders o where o.order_id = $1 for update`,
      [found.orderId],
    );
    const [now] = await this.assignments
      .openOf(tx, found.orderId)
      .then((all) => all.filter((one) => one.assignmentId === assignmentId && one.state === 'proposed'));
    if (order === undefined || now === undefined) throw new Refusal('ASSIGNMENT_ANSWERED', { assignmentId });
    const care = await this.careRules.of(tx, order.campaignId);
    if (isAccepted) {
      // Between the question and the answer the policy may have come to let a person look after fewer.
      await this.#refuseOverload(tx, order, now, care);
      await this.assignments.accept(tx, order, now);
    } else await this.assignments.leave(tx, order, now, 'declined', act.actor.id, care);
    return { assignmentId, state: isAccepted ? 'accepted' : 'declined' } as const;
  }

  async #askAgain(tx: Tx, order: IsolationOrder, gone: readonly ListedCarer[], act: Act): Promise<void> {
    const care = await this.careRules.of(tx, order.campaignId);
    const open = await this.assignments.openOf(tx, order.orderId);
    const leaving = open.filter((one) => gone.some(({ person, role }) => person === one.person && role === one.role));
    for (const one of leaving) await this.assignments.leave(tx, order, one, 'withdrawn', act.actor.id, care);
    if (leaving.length === 0) await this.assignments.fill(tx, order, care);
  }

  // The database refuses the same; here and below it is said in words.
  async #refuseUnfit(tx: Tx, order: IsolationOrder, who: Whom, care: CareRules): Promise<void> {
    const { role, person } = who;
    await this.assignments.lockCarers(tx, order.districtCode, [role]);
    const listed = await tx.query(
      `select 1 from carers where district_code = $1 and role = $2 and person = $3 and ended_at is null`,
      [order.districtCode, role, person],
    );
    if (listed.length === 0) throw new Refusal('CARER_UNLISTED');
    await this.#refuseOverload(tx, order, who, care);
  }

  async #refuseOverload(tx: Tx, order: IsolationOrder, { role, person }: Whom, care: CareRules): Promise<void> {
    await this.assignments.lockCarers(tx, order.districtCode, [], [{ role, person }]);
    const [load] = await tx.query<{ n: number }>(
      `select count(distinct order_id)::int as n from order_assignments
        where person = $1 and role = $2 and state in ('proposed', 'accepted') and order_id <> $3`,
      [person, role, order.orderId],
    );
    if ((load?.n ?? 0) >= care.care.caseloadMax[role]) throw new Refusal('CASELOAD_FULL');
  }
}
