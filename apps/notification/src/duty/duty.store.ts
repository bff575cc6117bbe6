import { endDuty, putDuties } from '@lib/contracts/http/notification/duties';
import type { Duty } from '@lib/contracts/http/notification/duties';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, insertRows, requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Scope } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';

const columns = {
  duty_id: 'uuid',
  role: 'text',
  district_code: 'text',
  place_code: 'text',
  person: 'text',
  starts_at: 'timestamptz',
  ends_at: 'timestamptz',
  put_by: 'text',
  recorded_at: 'timestamptz',
};

interface Stored {
  readonly duty_id: string;
  readonly role: string;
  readonly district_code: string | null;
  readonly place_code: string | null;
  readonly person: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly ended_at: Date | null;
}

/** The only writer of duties. A duty is put once and never rewritten: it may only end early. */
@Injectable()
export class DutyStore {
  /** Throws NOT_FOUND for a district that is not the caller's, DUTY_EXISTS for an id that says something else. */
  async put(tx: Tx, actor: Actor, duties: readonly Duty[]): Promise<{ put: number; known: number }> {
    for (const { districtCode } of duties) requireOwn(actor, putDuties, scopeOfDuty(districtCode));
    const rows = duties.map((duty) => ({
      duty_id: duty.dutyId,
      role: duty.role,
      district_code: duty.districtCode,
      place_code: duty.placeCode,
      person: duty.person,
      starts_at: duty.startsAt,
      ends_at: duty.endsAt,
      put_by: actor.id,
      recorded_at: tx.recordedAt,
    }));
    const added = await insertRows<{ duty_id: string }>(tx, 'duties', columns, rows, {
      onConflict: '(duty_id) do nothing',
      returning: ['duty_id'],
    });
    await this.#requireSame(tx, duties);
    for (const { dutyId, role, person } of duties) {
      appendAudit(tx, { kind: 'duty-put', object: { kind: 'duty', id: dutyId }, detail: { role, person } });
    }
    return { put: added.length, known: duties.length - added.length };
  }

  /** Throws DUTY_UNKNOWN for one that is not there, or of another district. */
  async end(tx: Tx, actor: Actor, dutyId: string): Promise<{ dutyId: string; endedAt: string }> {
    const [duty] = await tx.query<Stored>('select * from duties where duty_id = $1 for update', [dutyId]);
    requireOwn(actor, endDuty, duty && scopeOfDuty(duty.district_code), { dutyId });
    const endedAt = duty?.ended_at ?? tx.recordedAt;
    await tx.execute('update duties set ended_at = $2, ended_by = coalesce(ended_by, $3) where duty_id = $1', [
      dutyId,
      endedAt,
      actor.id,
    ]);
    appendAudit(tx, { kind: 'duty-ended', object: { kind: 'duty', id: dutyId } });
    return { dutyId, endedAt: endedAt.toISOString() };
  }

  async #requireSame(tx: Tx, duties: readonly Duty[]): Promise<void> {
    const stored = await tx.query<Stored>('select * from duties where duty_id = any($1::uuid[])', [
      duties.map(({ dutyId }) => dutyId),
    ]);
    const known = new Map(stored.map((row) => [row.duty_id, contentOf(row)]));
    for (const { dutyId, role, districtCode, placeCode, person, startsAt, endsAt } of duties) {
      const said = [role, districtCode, placeCode, person, Date.parse(startsAt), Date.parse(endsAt)].join();
      if (known.get(dutyId) !== said) throw new Refusal('DUTY_EXISTS', { dutyId });
    }
  }
}

// The command centre's duties belong to no district, so nobody who is bound to one arranges them.
const scopeOfDuty = (districtCode: string | null): Scope => (districtCode === null ? {} : { district: districtCode });

const contentOf = ({ role, district_code, place_code, person, starts_at, ends_at }: Stored): string =>
  [role, district_code, place_code, person, starts_at.getTime(), ends_at.getTime()].join();
