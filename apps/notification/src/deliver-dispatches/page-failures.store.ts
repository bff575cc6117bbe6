import { Database, insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AlertNotices } from '../ladder/alert-notices.js';
import { callColumns, callRows } from '../ladder/call-rows.js';
import { CallStore } from '../ladder/call.store.js';
import { type Call, callAboutFailure } from '../ladder/roster.decider.js';

// A page an hour for one thing: the first tells of it, the next says that it lasts.
const pagedAgainMinutes = 60;

interface Failed {
  readonly id: string;
  readonly districtCode: string;
  readonly call: number;
  readonly rung: number;
  readonly policyVersion: number;
}

interface Ledger {
  readonly table: 'dispatches' | 'escalations';
  readonly calls: 'dispatch_calls' | 'calls';
  readonly key: 'dispatch_id' | 'escalation_id';
  readonly failedSql: string;
}

const isDue = `(failed_at is null or failed_at < $2::timestamptz - interval '${pagedAgainMinutes} minutes')`;

const ofDispatches: Ledger = {
  table: 'dispatches',
  calls: 'dispatch_calls',
  key: 'dispatch_id',
  failedSql: `select dispatch_id as id, district_code as "districtCode", call, rung, policy_version as "policyVersion"
                from dispatches where dispatch_id = any($1::uuid[])
                 and taken_at is null and ended_at is null and ${isDue}
               order by dispatch_id for update skip locked`,
};

const ofEscalations: Ledger = {
  table: 'escalations',
  calls: 'calls',
  key: 'escalation_id',
  failedSql: `select escalation_id as id, district_code as "districtCode", rung,
                     (select count(*)::int from calls c where c.escalation_id = e.escalation_id) as call,
                     coalesce((select max(policy_version) from calls c where c.escalation_id = e.escalation_id), 0)
                       as "policyVersion"
                from escalations e where escalation_id = any($1::uuid[]) and revoked_at is null and ${isDue}
               order by escalation_id for update skip locked`,
};

/**
 * Pages somebody about a job that failed for good: the ledger rings on under a new id, but a thing that breaks each
 * time needs a person. The page is a call with its own reason; that of an alert rings at once and needs no queue, that of a dispatch is told
 * by its next attempt. Who owns the alert stays the same.
 */
@Injectable()
export class PageFailures {
  constructor(
    private readonly database: Database,
    private readonly calls: CallStore,
    private readonly notices: AlertNotices,
  ) {}

  pageDispatches(dispatchIds: readonly string[]): Promise<number> {
    return this.#page(ofDispatches, dispatchIds);
  }

  pageEscalations(escalationIds: readonly string[]): Promise<number> {
    return this.#page(ofEscalations, escalationIds);
  }

  async #page(ledger: Ledger, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    return this.database.transaction(async (tx) => {
      const failed = await tx.query<Failed>(ledger.failedSql, [ids, tx.recordedAt]);
      await this.#call(tx, ledger, failed);
      return failed.length;
    });
  }

  async #call(tx: Tx, ledger: Ledger, failed: readonly Failed[]): Promise<void> {
    if (failed.length === 0) return;
    const duties = await this.calls.running(tx);
    const paged = failed.map((one) => {
      return { one, call: callAboutFailure(one.districtCode, tx.recordedAt, duties) };
    });
    const rows = paged.map(({ one, call }) => callRow(ledger, one, call, tx.recordedAt));
    await insertRows(tx, ledger.calls, { [ledger.key]: 'uuid', ...callColumns }, rows);
    const marks = failed.map(({ id, call }) => ({ [ledger.key]: id, failed_at: tx.recordedAt, call: call + 1 }));
    if (ledger.table === 'dispatches') {
      await updateRows(tx, 'dispatches', { dispatch_id: 'uuid' }, { failed_at: 'timestamptz', call: 'int' }, marks);
    } else {
      const noted = marks.map(({ call: _call, ...mark }) => mark);
      await updateRows(tx, 'escalations', { escalation_id: 'uuid' }, { failed_at: 'timestamptz' }, noted);
      await this.notices.request(
        tx,
        paged.map(({ one, call: { role, duty } }) => {
          const told = { escalationId: one.id, call: one.call + 1, role, person: duty?.person ?? null };
          return { ...told, reason: 'job-failed' };
        }),
      );
    }
  }
}

// A page stays one although nobody is on that duty: whoever looks for gaps finds it by the person who is not there.
function callRow({ key }: Ledger, { id, call, rung, policyVersion }: Failed, paged: Call, now: Date) {
  const made = { calls: [{ ...paged, rung }], reason: 'job-failed' as const, policyVersion };
  return { [key]: id, ...callRows(made, call, now)[0], reason: 'job-failed' };
}
