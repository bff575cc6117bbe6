import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { RingDispatches } from '../deliver-dispatches/ring-dispatches.handler.js';
import type { PlannedDispatch, Residences } from '../fan-out/fan-out.decider.js';
import { siteSlot } from '../fan-out/fan-out.decider.js';
import { callRows, ownerRow } from '../ladder/call-rows.js';
import { CallStore } from '../ladder/call.store.js';
import { stepOn } from '../ladder/climb.decider.js';
import type { Climb } from '../ladder/climb.decider.js';
import { ladderOf } from '../ladder/ladder.store.js';
import { dispatchCallColumns, dispatchColumns } from './dispatch-rows.js';
import type { EndedReason } from './dispatch-rows.js';
import { beatOf } from './receivers.js';

const residenceColumns = { tube_id: 'text', participant_id: 'uuid', division_code: 'text', recorded_at: 'timestamptz' };

/** Opens dispatches and ends them; whoever is on duty at that moment owns each of them from its first instant. */
@Injectable()
export class DispatchStore {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly calls: CallStore,
    private readonly bells: RingDispatches,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** One of a slot; a second plan for it changes nothing. Rings after the commit. Out: how many are new. */
  async open(tx: Tx, planned: readonly PlannedDispatch[]): Promise<number> {
    if (planned.length === 0) return 0;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      planned.map(({ campaignId }) => campaignId),
    );
    const duties = await this.calls.running(tx);
    const now = tx.recordedAt;
    const opened = planned.map((plan) => {
      const rules = rulesOf(plan.campaignId);
      const ground = { openedAt: now, beat: beatOf(plan), policy: ladderOf(rules), duties, now };
      const climb = stepOn(0, now, 'opened', ground);
      return { plan, climb, dispatchId: this.ids.uuid7(), policyVersion: rules.policy.version };
    });
    const inserted = await insertRows<{ dispatch_id: string }>(
      tx,
      'dispatches',
      dispatchColumns,
      opened.map((one) => rowOf(one, now)),
      { onConflict: 'do nothing', returning: ['dispatch_id'] },
    );
    const isNew = new Set(inserted.map((row) => row.dispatch_id));
    const fresh = opened.filter(({ dispatchId }) => isNew.has(dispatchId));
    await insertRows(
      tx,
      'dispatch_calls',
      dispatchCallColumns,
      fresh.flatMap(({ dispatchId, climb: { calls }, policyVersion }) =>
        callRows({ calls, reason: 'opened', policyVersion }, 0, now).map((row) => ({
          dispatch_id: dispatchId,
          ...row,
        })),
      ),
    );
    const bells = fresh.map(({ dispatchId, plan: { kind, districtCode } }) => {
      return { dispatchId, kind, districtCode, epoch: 0, attempt: 1 };
    });
    tx.afterCommit(() => this.bells.ring(bells));
    return fresh.length;
  }

  /** What is over needs nobody any more: a withdrawn detection, a task that was done. */
  async endOf(tx: Tx, about: 'escalation_id' | 'task_id', ids: readonly string[], reason: EndedReason): Promise<void> {
    if (ids.length === 0) return;
    await tx.execute(
      `update dispatches set ended_at = $2, ended_reason = $3, next_rung_at = null, version = version + 1
        where ${about} = any($1::uuid[]) and ended_at is null`,
      [ids, tx.recordedAt, reason],
    );
  }

  /** Everybody's residence is known: the site's community gets a copy and stands in for nobody any more. */
  async standDown(tx: Tx, escalationIds: readonly string[]): Promise<void> {
    if (escalationIds.length === 0) return;
    await tx.execute(
      `update dispatches set stands_in = false, kind = 'community-copy', version = version + 1
        where escalation_id = any($1::uuid[]) and slot = '${siteSlot}' and stands_in`,
      [escalationIds],
    );
  }

  /** Keeps where people live; a later word about a person counts more than an earlier one. */
  async keepResidences(tx: Tx, tubes: ReadonlyMap<string, Residences>): Promise<void> {
    const rows = [...tubes].flatMap(([tubeId, people]) =>
      [...people].map(([participantId, division]) => {
        return { tube_id: tubeId, participant_id: participantId, division_code: division, recorded_at: tx.recordedAt };
      }),
    );
    await insertRows(tx, 'residences', residenceColumns, rows, {
      onConflict: `(tube_id, participant_id) do update
        set division_code = excluded.division_code, recorded_at = excluded.recorded_at`,
    });
  }

  /** Out: what has been told of the people of these tubes, by tube. */
  async residencesOf(tx: Tx, tubeIds: readonly string[]): Promise<(tubeId: string) => Residences> {
    const rows = await tx.query<{ tubeId: string; participantId: string; divisionCode: string | null }>(
      `select tube_id as "tubeId", participant_id as "participantId", division_code as "divisionCode"
         from residences where tube_id = any($1::text[])`,
      [tubeIds],
    );
    const byTube = Map.groupBy(rows, ({ tubeId }) => tubeId);
    return (tubeId) =>
      new Map((byTube.get(tubeId) ?? []).map(({ participantId, divisionCode }) => [participantId, divisionCode]));
  }

  /** A detection and the word about its people's residences wait for each other: neither passes the other unseen. */
  async lockTubes(tx: Tx, tubeIds: readonly string[]): Promise<void> {
    await tx.query(
      `select pg_advisory_xact_lock(hashtextextended('bulou:dispatch:' || current_schema() || ':' || tube, 0))
         from unnest($1::text[]) as tube`,
      [[...new Set(tubeIds)].toSorted()],
    );
  }
}

interface Opened {
  readonly plan: PlannedDispatch;
  readonly climb: Climb;
  readonly dispatchId: string;
  readonly policyVersion: number;
}

function rowOf({ plan, climb, dispatchId, policyVersion }: Opened, now: Date): Record<string, unknown> {
  return {
    dispatch_id: dispatchId,
    escalation_id: plan.escalationId,
    task_id: plan.taskId,
    campaign_id: plan.campaignId,
    kind: plan.kind,
    slot: plan.slot,
    site_code: plan.siteCode,
    district_code: plan.districtCode,
    division_code: plan.divisionCode,
    stands_in: plan.standsIn,
    role_due: plan.roleDue,
    opened_at: now,
    called_at: now,
    queued_at: now,
    call: climb.calls.length,
    rung: climb.rung,
    next_rung_at: climb.nextRungAt,
    policy_version: policyVersion,
    ...ownerRow(climb.calls, plan.roleDue, now),
  };
}
