import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CampaignRules } from '../campaign/campaign.store.js';
import { nextRungAt, roleDueAt } from './ladder.decider.js';
import type { LadderPolicy } from './ladder.decider.js';

/** What the ladder knows of an escalation. */
interface Climber {
  readonly escalation_id: string;
  readonly campaign_id: string;
  readonly opened_at: Date;
  readonly rung: number;
  readonly next_rung_at: Date | null;
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
const climberColumns = 'escalation_id, campaign_id, opened_at, rung, next_rung_at';
const isSilent = 'taken_at is null and revoked_at is null';

const ladderOf = ({ timeScale, policy }: CampaignRules): LadderPolicy => ({
  ladderSeconds: policy.ladderSeconds,
  timeScale,
});

/** The only writer of rungs and of the two columns that say where an escalation stands on its ladder. */
@Injectable()
export class LadderStore {
  constructor(private readonly campaigns: CampaignStore) {}

  /** Puts new escalations on the ground of their ladders. */
  async start(tx: Tx, opened: readonly { escalationId: string; campaignId: string; openedAt: Date }[]): Promise<void> {
    if (opened.length === 0) return;
    await this.campaigns.lock(
      tx,
      opened.map(({ campaignId }) => campaignId),
      'to-reckon',
    );
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      opened.map(({ campaignId }) => campaignId),
    );
    const rungs = opened.map(({ escalationId, campaignId, openedAt }) => ({
      escalation_id: escalationId,
      rung: 0,
      role_due: roleDueAt(0),
      due_at: openedAt,
      recorded_at: tx.recordedAt,
      policy_version: rulesOf(campaignId).policy.version,
      reason: 'opened',
    }));
    await insertRows(tx, 'rungs', rungColumns, rungs);
    await this.#place(
      tx,
      opened.map(({ escalationId, campaignId, openedAt }) => ({
        escalation_id: escalationId,
        rung: 0,
        next_rung_at: nextRungAt(openedAt, 0, ladderOf(rulesOf(campaignId))),
      })),
    );
  }

  /** Climbs every ladder whose silence is over, by the database's clock. Out: how many rungs were climbed. */
  async climb(tx: Tx): Promise<number> {
    const climbers = await tx.query<Climber>(
      `select ${climberColumns} from escalations
        where next_rung_at <= $1 and ${isSilent}
        order by next_rung_at limit ${climbersMax} for update skip locked`,
      [tx.recordedAt],
    );
    if (climbers.length === 0) return 0;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      climbers.map((climber) => climber.campaign_id),
    );
    const rungs = climbers.flatMap((climber) => climbed(climber, rulesOf(climber.campaign_id), tx.recordedAt));
    await insertRows(tx, 'rungs', rungColumns, rungs, { onConflict: '(escalation_id, rung) do nothing' });
    const highest = new Map(rungs.map((rung) => [rung.escalation_id, rung.rung]));
    await this.#place(
      tx,
      climbers.map((climber) => {
        const rung = highest.get(climber.escalation_id) ?? climber.rung;
        const next = nextRungAt(climber.opened_at, rung, ladderOf(rulesOf(climber.campaign_id)));
        return { escalation_id: climber.escalation_id, rung, next_rung_at: next };
      }),
    );
    return rungs.length;
  }

  /** Measures the silence of untaken escalations again, after a campaign or its policy was told. */
  async reschedule(tx: Tx, campaignIds: readonly string[]): Promise<void> {
    const climbers = await tx.query<Climber>(
      `select ${climberColumns} from escalations
        where campaign_id = any($1::uuid[]) and ${isSilent} order by escalation_id for update`,
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

  async #place(tx: Tx, rows: readonly Record<string, unknown>[]): Promise<void> {
    await updateRows(tx, 'escalations', { escalation_id: 'uuid' }, { rung: 'int', next_rung_at: 'timestamptz' }, rows);
  }
}

// A process that was away finds several rungs due at once: each is recorded with the moment at which it was due.
function climbed(climber: Climber, rules: CampaignRules, now: Date) {
  const rungs = [];
  const ladder = ladderOf(rules);
  let rung = climber.rung;
  for (let due = climber.next_rung_at; due !== null && due <= now; due = nextRungAt(climber.opened_at, rung, ladder)) {
    rung += 1;
    rungs.push({
      escalation_id: climber.escalation_id,
      rung,
      role_due: roleDueAt(rung),
      due_at: due,
      recorded_at: now,
      policy_version: rules.policy.version,
      reason: 'nobody-took-it',
    });
  }
  return rungs;
}
