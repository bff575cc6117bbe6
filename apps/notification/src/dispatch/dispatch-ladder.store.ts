import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { RingDispatches } from '../deliver-dispatches/ring-dispatches.handler.js';
import { callRows, ownerRow } from '../ladder/call-rows.js';
import { CallStore } from '../ladder/call.store.js';
import { climbOn, stepOn } from '../ladder/climb.decider.js';
import type { Climb, Ground } from '../ladder/climb.decider.js';
import { nextRungAt } from '../ladder/ladder.decider.js';
import { ladderOf } from '../ladder/ladder.store.js';
import { callLate } from '../ladder/roster.decider.js';
import { type Bell, type Climber, climberSql, dispatchCallColumns, standColumns } from './dispatch-rows.js';
import { beatOf, receiverRows } from './receivers.js';

const climbersMax = 500;
const isSilent = 'd.taken_at is null and d.ended_at is null';

// Either nobody was on duty anywhere and somebody whom its ladder may call is now, or the owner's duty is over and it is
// not taken. Whoever else is on duty must not count: what finds no owner would keep its place before what would find one.
const lostOwnerSql = `
  select ${climberSql} from dispatches d
   where ${isSilent} and case when d.owner_person is null
     then exists (select 1 from duties t
                    join unnest($2::text[], $3::text[], $4::text[]) as may(kind, role, place) on may.kind = d.kind
                   where t.starts_at <= $1 and t.ends_at > $1 and (t.ended_at is null or t.ended_at > $1)
                     and (t.district_code = d.district_code or t.district_code is null)
                     and t.role in (may.role, d.role_due)
                     and (t.place_code is null or starts_with(case may.place when 'division' then d.division_code
                            when 'site' then d.site_code end, t.place_code)))
     else exists (select 1 from duties t where t.duty_id = d.owner_duty_id and least(t.ends_at, t.ended_at) <= $1) end
   order by d.opened_at, d.dispatch_id limit ${climbersMax} for update of d skip locked`;

interface Climbed {
  readonly climber: Climber;
  readonly climb: Climb;
  readonly reason: 'nobody-took-it' | 'duty-ended' | 'came-on-duty';
  readonly policyVersion: number;
}

/** Climbs the ladders of dispatches: the same law as an alert's, on the rungs of each receiver. */
@Injectable()
export class DispatchLadder {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly calls: CallStore,
    private readonly bells: RingDispatches,
  ) {}

  /** Climbs every ladder whose silence is over, by the database's clock. */
  async climb(tx: Tx): Promise<void> {
    const climbers = await tx.query<Climber>(
      `select ${climberSql} from dispatches d where d.next_rung_at <= $1 and ${isSilent}
        order by d.next_rung_at limit ${climbersMax} for update skip locked`,
      [tx.recordedAt],
    );
    await this.#reckon(tx, climbers, (climber, ground) => {
      return { climb: climbOn(climber, ground), reason: 'nobody-took-it' };
    });
  }

  /** Finds an owner for what has lost its own, or never had one: whoever came on duty since. */
  async callAgain(tx: Tx): Promise<void> {
    const climbers = await tx.query<Climber>(lostOwnerSql, [
      tx.recordedAt,
      receiverRows.map(({ kind }) => kind),
      receiverRows.map(({ role }) => role),
      receiverRows.map(({ place }) => place),
    ]);
    await this.#reckon(tx, climbers, (climber, ground) => {
      if (climber.ownerPerson !== null) {
        return { climb: stepOn(climber.rung, tx.recordedAt, 'duty-ended', ground), reason: 'duty-ended' };
      }
      const call = callLate(climber.rung, ground.beat, ground.now, ground.duties);
      const stand = { rung: climber.rung, nextRungAt: climber.nextRungAt, reached: [] };
      return call && { climb: { ...stand, calls: [call] }, reason: 'came-on-duty' };
    });
  }

  /** Climbs at once, whatever the clock says: somebody else's silence has gone on long enough. */
  async climbNow(tx: Tx, taskRungs: ReadonlyMap<string, number>): Promise<void> {
    const climbers = await tx.query<Climber & { taskId: string }>(
      `select ${climberSql}, d.task_id as "taskId" from dispatches d
        where d.task_id = any($1::uuid[]) and ${isSilent} order by d.dispatch_id for update`,
      [[...taskRungs.keys()]],
    );
    const behind = climbers.filter(({ taskId, rung }) => rung < (taskRungs.get(taskId) ?? 0));
    await this.#reckon(tx, behind, (climber, ground) => {
      return { climb: stepOn(climber.rung + 1, tx.recordedAt, 'nobody-took-it', ground), reason: 'nobody-took-it' };
    });
  }

  /** Measures the silence of untaken dispatches again, after a campaign or its policy was told. */
  async reschedule(tx: Tx, campaignIds: readonly string[]): Promise<void> {
    const climbers = await tx.query<Climber>(
      `select ${climberSql} from dispatches d
        where d.campaign_id = any($1::uuid[]) and ${isSilent} order by d.dispatch_id for update`,
      [campaignIds],
    );
    if (climbers.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(tx, campaignIds);
    const rows = climbers.map(({ dispatchId, campaignId, openedAt, rung }) => {
      return { dispatch_id: dispatchId, next_rung_at: nextRungAt(openedAt, rung, ladderOf(rulesOf(campaignId))) };
    });
    await updateRows(tx, 'dispatches', { dispatch_id: 'uuid' }, { next_rung_at: 'timestamptz' }, rows);
  }

  async #reckon(
    tx: Tx,
    climbers: readonly Climber[],
    climbOf: (climber: Climber, ground: Ground) => Pick<Climbed, 'climb' | 'reason'> | undefined,
  ): Promise<void> {
    if (climbers.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      climbers.map(({ campaignId }) => campaignId),
    );
    const duties = await this.calls.running(tx);
    const climbed = climbers.flatMap((climber) => {
      const rules = rulesOf(climber.campaignId);
      const { openedAt } = climber;
      const ground = { openedAt, beat: beatOf(climber), policy: ladderOf(rules), duties, now: tx.recordedAt };
      const found = climbOf(climber, ground);
      return found === undefined ? [] : [{ ...found, climber, policyVersion: rules.policy.version }];
    });
    await this.#keep(tx, climbed);
  }

  async #keep(tx: Tx, climbed: readonly Climbed[]): Promise<void> {
    if (climbed.length === 0) return;
    await insertRows(
      tx,
      'dispatch_calls',
      dispatchCallColumns,
      climbed.flatMap(({ climber: { dispatchId, call }, climb: { calls }, reason, policyVersion }) =>
        callRows({ calls, reason, policyVersion }, call, tx.recordedAt).map((row) => {
          return { dispatch_id: dispatchId, ...row };
        }),
      ),
    );
    await updateRows(
      tx,
      'dispatches',
      { dispatch_id: 'uuid' },
      standColumns,
      climbed.map((one) => standRow(one, tx.recordedAt)),
    );
    const bells = climbed.map(({ climber: { dispatchId, kind, districtCode, epoch, attempt } }): Bell => {
      return { dispatchId, kind, districtCode, epoch, attempt: attempt + 1 };
    });
    tx.afterCommit(() => this.bells.ring(bells));
  }
}

function standRow({ climber, climb }: Climbed, now: Date): Record<string, unknown> {
  return {
    dispatch_id: climber.dispatchId,
    rung: climb.rung,
    next_rung_at: climb.nextRungAt,
    call: climber.call + climb.calls.length,
    attempt: climber.attempt + 1,
    called_at: now,
    queued_at: now,
    ...ownerRow(climb.calls, climber.roleDue, now),
  };
}
