import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CampaignRules } from '../campaign/campaign.store.js';
import type { Escalation } from '../escalation/escalation.decider.js';
import { CallStore } from './call.store.js';
import type { AlertCalls } from './call.store.js';
import { climbOn, stepOn } from './climb.decider.js';
import type { Climb, Ground } from './climb.decider.js';
import { alertRoles, nextRungAt } from './ladder.decider.js';
import type { LadderPolicy } from './ladder.decider.js';
import { alertBeat, callLate } from './roster.decider.js';
import type { DutyTime } from './roster.decider.js';

/** What the ladder knows of an escalation. */
interface Climber {
  readonly escalation_id: string;
  readonly campaign_id: string;
  readonly district_code: string;
  readonly opened_at: Date;
  readonly rung: number;
  readonly next_rung_at: Date | null;
  readonly owner_person: string | null;
}

const rungColumns = {
  escalation_id: 'uuid',
  rung: 'int',
  role_due: 'text',
  due_at: 'timestamptz',
  recorded_at: 'timestamptz',
  policy_version: 'int',
  reason: 'text',
};

const climbersMax = 500;
const climberColumns =
  'e.escalation_id, e.campaign_id, e.district_code, e.opened_at, e.rung, e.next_rung_at, e.owner_person';
const isSilent = 'e.taken_at is null and e.revoked_at is null';

// Either nobody was on duty anywhere and somebody whom its ladder may call is now, or the owner's duty is over and the
// alert is not taken. Whoever else is on duty must not count: what finds no owner would keep its place before what would.
const lostOwnerSql = `
  select ${climberColumns} from escalations e
   where ${isSilent} and case when e.owner_person is null
     then exists (select 1 from duties d
                   where d.starts_at <= $1 and d.ends_at > $1 and (d.ended_at is null or d.ended_at > $1)
                     and (d.district_code = e.district_code or d.district_code is null)
                     and d.role = any($2::text[]) and d.place_code is null)
     else exists (select 1 from duties d where d.duty_id = e.owner_duty_id and least(d.ends_at, d.ended_at) <= $1) end
   order by e.opened_at, e.escalation_id limit ${climbersMax} for update of e skip locked`;

export const ladderOf = ({ timeScale, policy }: CampaignRules): LadderPolicy => ({
  ladderSeconds: policy.ladderSeconds,
  timeScale,
});

/** The only writer of rungs and of the two columns that say where an escalation stands on its ladder. */
@Injectable()
export class LadderStore {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly calls: CallStore,
  ) {}

  /** Puts new escalations on the ground of their ladders and calls their first owners; a withdrawn one calls nobody. */
  async start(tx: Tx, opened: readonly Escalation[]): Promise<void> {
    const waiting = opened.filter(({ revokedAt }) => revokedAt === null);
    if (waiting.length === 0) return;
    const campaignIds = waiting.map(({ campaignId }) => campaignId);
    await this.campaigns.lock(tx, campaignIds, 'to-reckon');
    const rulesOf = await this.campaigns.rulesOf(tx, campaignIds);
    const duties = await this.calls.running(tx);
    const climbs = waiting.map(({ escalationId, campaignId, siteCode, openedAt }) => {
      const rules = rulesOf(campaignId);
      const ground = { openedAt, beat: alertBeat(districtOfSite(siteCode)), policy: ladderOf(rules), duties };
      const climb = stepOn(0, openedAt, 'opened', { ...ground, now: tx.recordedAt });
      return { escalationId, climb, rules, reason: 'opened' as const };
    });
    await this.#keep(tx, climbs);
  }

  /** Climbs every ladder whose silence is over, by the database's clock. Out: how many rungs were climbed. */
  async climb(tx: Tx): Promise<number> {
    const climbers = await tx.query<Climber>(
      `select ${climberColumns} from escalations e
        where e.next_rung_at <= $1 and ${isSilent}
        order by e.next_rung_at limit ${climbersMax} for update skip locked`,
      [tx.recordedAt],
    );
    const climbs = await this.#reckon(tx, climbers, (climber, ground) => ({
      climb: climbOn({ rung: climber.rung, nextRungAt: climber.next_rung_at }, ground),
      reason: 'nobody-took-it',
    }));
    await this.#keep(tx, climbs);
    return climbs.reduce((sum, { climb }) => sum + climb.reached.length, 0);
  }

  /** Finds an owner for what has lost its own, or never had one: whoever came on duty since. Out: how many. */
  async callAgain(tx: Tx): Promise<number> {
    const climbers = await tx.query<Climber>(lostOwnerSql, [tx.recordedAt, alertRoles]);
    const climbs = await this.#reckon(tx, climbers, (climber, ground) => {
      if (climber.owner_person !== null) {
        return { climb: stepOn(climber.rung, tx.recordedAt, 'duty-ended', ground), reason: 'duty-ended' };
      }
      const call = callLate(climber.rung, ground.beat, ground.now, ground.duties);
      const stand = { rung: climber.rung, nextRungAt: climber.next_rung_at, reached: [] };
      return call && { climb: { ...stand, calls: [call] }, reason: 'came-on-duty' };
    });
    await this.#keep(tx, climbs);
    return climbs.length;
  }

  /** Measures the silence of untaken escalations again, after a campaign or its policy was told. */
  async reschedule(tx: Tx, campaignIds: readonly string[]): Promise<void> {
    const climbers = await tx.query<Climber>(
      `select ${climberColumns} from escalations e
        where e.campaign_id = any($1::uuid[]) and ${isSilent} order by e.escalation_id for update`,
      [campaignIds],
    );
    if (climbers.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(tx, campaignIds);
    await this.#place(
      tx,
      climbers.map(({ escalation_id, campaign_id, opened_at, rung }) => {
        return { escalation_id, rung, next_rung_at: nextRungAt(opened_at, rung, ladderOf(rulesOf(campaign_id))) };
      }),
    );
  }

  async #reckon(
    tx: Tx,
    climbers: readonly Climber[],
    climbOf: (climber: Climber, ground: Ground) => Pick<Climbed, 'climb' | 'reason'> | undefined,
  ): Promise<Climbed[]> {
    if (climbers.length === 0) return [];
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      climbers.map((climber) => climber.campaign_id),
    );
    const duties: readonly DutyTime[] = await this.calls.running(tx);
    return climbers.flatMap((climber) => {
      const rules = rulesOf(climber.campaign_id);
      const place = { openedAt: climber.opened_at, beat: alertBeat(climber.district_code) };
      const found = climbOf(climber, { ...place, policy: ladderOf(rules), duties, now: tx.recordedAt });
      return found === undefined ? [] : [{ ...found, escalationId: climber.escalation_id, rules }];
    });
  }

  async #keep(tx: Tx, climbs: readonly Climbed[]): Promise<void> {
    if (climbs.length === 0) return;
    const rungs = climbs.flatMap(({ escalationId, climb, rules }) =>
      climb.reached.map(({ rung, roleDue, dueAt, reason }) => ({
        escalation_id: escalationId,
        rung,
        role_due: roleDue,
        due_at: dueAt,
        recorded_at: tx.recordedAt,
        policy_version: rules.policy.version,
        reason,
      })),
    );
    await insertRows(tx, 'rungs', rungColumns, rungs, { onConflict: '(escalation_id, rung) do nothing' });
    await this.#place(
      tx,
      climbs.map(({ escalationId, climb: { rung, nextRungAt: next } }) => {
        return { escalation_id: escalationId, rung, next_rung_at: next };
      }),
    );
    const calls = climbs.map(({ escalationId, climb, reason, rules }): AlertCalls => {
      return { escalationId, calls: climb.calls, reason, policyVersion: rules.policy.version };
    });
    await this.calls.keep(tx, calls);
  }

  async #place(tx: Tx, rows: readonly Record<string, unknown>[]): Promise<void> {
    await updateRows(tx, 'escalations', { escalation_id: 'uuid' }, { rung: 'int', next_rung_at: 'timestamptz' }, rows);
  }
}

interface Climbed {
  readonly escalationId: string;
  readonly climb: Climb;
  readonly rules: CampaignRules;
  readonly reason: AlertCalls['reason'];
}
