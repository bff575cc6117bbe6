import { takeDispatch } from '@lib/contracts/http/notification/dispatches';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Role } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { AlarmSilence } from '../alarm-read/alarm-silence.store.js';
import { type Addressed, receivers } from '../dispatch/receivers.js';
import type { Hand, Handing, Held } from './handing.decider.js';

const heldSql = `
  select dispatch_id as "dispatchId", kind, role_due as "roleDue", site_code as "siteCode", district_code as "districtCode", owner_role as "ownerRole",
         owner_person as "ownerPerson", taken_by as "takenBy", taken_at as "takenAt", ended_at is not null as "isOver",
         case when offered_at is not null then
           jsonb_build_object('role', offered_role, 'person', offered_person, 'by', offered_by) end as offer,
         version
    from dispatches where dispatch_id = $1 for update`;

type Stored = Omit<Held, 'roles'> & Pick<Addressed, 'kind' | 'roleDue' | 'siteCode' | 'districtCode'>;

const rolesOf = ({ kind, roleDue }: Stored): readonly Role[] => [roleDue, ...receivers[kind].roles];

export interface Owned {
  readonly dispatchId: string;
  readonly owner: { readonly role: string; readonly person: string | null };
  readonly takenAt: string | null;
  readonly version: number;
}

// A role and a person, or neither of them where nothing changes hands.
const handOf = (hand: { readonly role: Role; readonly person: string | null } | null | undefined) =>
  hand === null || hand === undefined ? [null, null] : [hand.role, hand.person];

/** The only writer of who took a dispatch and to whom it is offered; each act is a row beside it. */
@Injectable()
export class HandingStore {
  constructor(private readonly silence: AlarmSilence) {}

  /**
   * Throws DISPATCH_UNKNOWN for one of another district, DISPATCH_OVER, DISPATCH_CHANGED for a version that is not the
   * one that the caller saw, and what the law throws. Out: whose it is now.
   */
  async act(
    tx: Tx,
    actor: Actor,
    dispatchId: string,
    expectedVersion: number | undefined,
    law: (held: Held, by: Hand) => Handing,
  ): Promise<Owned> {
    const [row] = await tx.query<Stored>(heldSql, [dispatchId]);
    requireOwn(actor, takeDispatch, row && { district: row.districtCode, site: row.siteCode }, { dispatchId });
    if (row === undefined) throw new Refusal('DISPATCH_UNKNOWN', { dispatchId });
    const held = { ...row, roles: rolesOf(row) };
    if (held.isOver) throw new Refusal('DISPATCH_OVER', { dispatchId });
    if (expectedVersion !== undefined && expectedVersion !== held.version) {
      throw new Refusal('DISPATCH_CHANGED', { ownerRole: held.ownerRole, ownerPerson: held.ownerPerson });
    }
    const by = { person: actor.id, role: actor.role };
    const handing = law(held, by);
    const after = await this.#keep(tx, held, handing);
    await this.#note(tx, by, handing, after.version, dispatchId);
    if (handing.owner !== undefined) {
      await this.silence.of(tx, [{ kind: 'dispatch', id: dispatchId, by: handing.owner.person }]);
    }
    return after;
  }

  async #keep(tx: Tx, { dispatchId }: Held, { owner, offer }: Handing): Promise<Owned> {
    const [after] = await tx.query<{ role: string; person: string | null; takenAt: Date | null; version: number }>(
      `update dispatches
          set owner_role = coalesce($2, owner_role), owner_person = coalesce($3, owner_person),
              owner_duty_id = case when $3::text is null then owner_duty_id end,
              owner_since = case when $3::text is null then owner_since else $4 end,
              taken_by = coalesce($3, taken_by),
              taken_at = case when $3::text is null then taken_at else coalesce(taken_at, $4) end,
              next_rung_at = case when $3::text is null then next_rung_at end,
              received_at = case when $3::text is null then received_at else coalesce(received_at, $4) end,
              offered_role = $5, offered_person = $6, offered_by = $7,
              offered_at = case when $7::text is null then null else $4::timestamptz end,
              version = version + 1
        where dispatch_id = $1
        returning owner_role as role, owner_person as person, taken_at as "takenAt", version`,
      [...[dispatchId, ...handOf(owner), tx.recordedAt], ...[...handOf(offer), offer?.by ?? null]],
    );
    if (after === undefined) throw new Error(`dispatch ${dispatchId} vanished while it was locked`);
    const { role, person, takenAt, version } = after;
    return { dispatchId, owner: { role, person }, takenAt: takenAt?.toISOString() ?? null, version };
  }

  async #note(tx: Tx, by: Hand, { act, offer }: Handing, version: number, dispatchId: string): Promise<void> {
    await tx.execute(
      `insert into dispatch_acts (dispatch_id, version, act, person, role, to_role, to_person, acted_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [dispatchId, version, act, by.person, by.role, offer?.role ?? null, offer?.person ?? null, tx.recordedAt],
    );
    appendAudit(tx, { kind: `dispatch-${act}`, object: { kind: 'dispatch', id: dispatchId } });
  }
}
