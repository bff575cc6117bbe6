import type { DeliverDispatch } from '@lib/contracts/jobs/deliver-dispatch.v1';
import { Database, failpoint } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { DispatchNotices } from './dispatch-notices.js';
import type { ToldCall } from './dispatch-notices.js';

export type Telling = 'told' | 'known';

type TellCommand = Pick<DeliverDispatch, 'dispatchId' | 'epoch'>;

interface Waiting {
  readonly command: TellCommand;
  readonly settle: (outcome: Promise<Telling>) => void;
}

const dispatchesPerCommit = 100;

/**
 * The fence: whoever holds the epoch that the row has acts, and everybody after them finds another one. The row is
 * changed before anything is asked of a channel, and in the same transaction. That nobody has taken it is asked of the
 * locked rows: among the others it would make the planner expect one row, and compare each waiting call with each bell.
 */
const claimSql = `
  with bells as (select * from unnest($1::uuid[], $2::int[]) as bell(dispatch_id, epoch)),
       held as (select d.dispatch_id, d.told_call, d.taken_at from dispatches d join bells using (dispatch_id)
                 where d.epoch = bells.epoch and d.told_call < d.call and d.ended_at is null
                 order by d.dispatch_id for update of d),
       told as (update dispatches d
                   set epoch = d.epoch + 1, told_call = d.call, received_at = coalesce(d.received_at, $3::timestamptz)
                  from held where d.dispatch_id = held.dispatch_id and held.taken_at is null
                returning d.dispatch_id, d.task_id, d.campaign_id, d.kind, d.site_code, d.district_code,
                          held.told_call as told_before, d.call as told_until)
  select told.dispatch_id as "dispatchId", told.task_id as "taskId", told.campaign_id as "campaignId",
         told.kind, told.site_code as "siteCode", told.district_code as "districtCode",
         c.call, c.role, c.person, c.reason
    from told join dispatch_calls c
      on c.dispatch_id = told.dispatch_id and c.call > told.told_before and c.call <= told.told_until
   order by told.dispatch_id, c.call`;

/**
 * Tells the people whom dispatches called: received from that moment on. Jobs that come while one transaction runs
 * share the next one, so that a wave costs few commits and a single dispatch waits for nobody.
 */
@Injectable()
export class DeliverDispatches {
  readonly #waiting: Waiting[] = [];
  #isTelling = false;

  constructor(
    private readonly database: Database,
    private readonly notices: DispatchNotices,
  ) {}

  /** Out, after the commit: whether this very command told it; a repeat, or one that comes late, does nothing. */
  run(command: TellCommand): Promise<Telling> {
    failpoint('dispatch-taken');
    return new Promise((settle) => {
      this.#waiting.push({ command, settle });
      if (!this.#isTelling) void this.#tellWaiting();
    });
  }

  async #tellWaiting(): Promise<void> {
    this.#isTelling = true;
    while (this.#waiting.length > 0) {
      const wave = this.#waiting.splice(0, dispatchesPerCommit);
      try {
        const told = await this.#commit(wave);
        for (const { command, settle } of wave) {
          settle(Promise.resolve(told.has(command.dispatchId) ? 'told' : 'known'));
        }
      } catch (error) {
        if (wave.length === 1) for (const { settle } of wave) settle(Promise.reject(error));
        // One that breaks must not hold the others back: each is tried alone, and fails alone.
        else for (const one of wave) one.settle(this.#alone(one));
      }
    }
    this.#isTelling = false;
  }

  async #alone(one: Waiting): Promise<Telling> {
    return (await this.#commit([one])).size > 0 ? 'told' : 'known';
  }

  async #commit(wave: readonly Waiting[]): Promise<Set<string>> {
    const told = await this.database.transaction((tx) => this.#tell(tx, wave));
    failpoint('dispatch-committed');
    return told;
  }

  async #tell(tx: Tx, wave: readonly Waiting[]): Promise<Set<string>> {
    const { rows } = await tx.prepared<ToldCall>(claimSql, [
      wave.map(({ command }) => command.dispatchId),
      wave.map(({ command }) => command.epoch),
      tx.recordedAt,
    ]);
    await this.notices.request(tx, rows);
    failpoint('dispatch-told');
    return new Set(rows.map(({ dispatchId }) => dispatchId));
  }
}
