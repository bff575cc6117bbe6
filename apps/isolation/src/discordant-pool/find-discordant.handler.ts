import { RetestRequestedV1 } from '@lib/contracts/events/isolation/retest-requested.v1';
import { emit, Outbox } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { hoursAfter } from '../subject/pack.js';
import { stands } from '../subject/standing.decider.js';
import type { CampaignRules, Subject } from '../subject/subject.js';
import { swabSubject } from '../call-people-back/call-back-tasks.handler.js';
import type { NewTask } from '../tasks/task.js';
import { TaskStore } from '../tasks/task.store.js';
import { DiscordantPoolStore } from './discordant-pool.store.js';
import type { DiscordantPool, NewlyOwed, PoolClocks } from './discordant-pool.store.js';

/**
 * A pool was detected and nobody of it was, alone: somewhere one of the tests is wrong. Nobody is suspected because of
 * that, and nobody is let off either: each member owes a second swab, and the laboratory tests the pool's tube again.
 */
@Injectable()
export class FindDiscordant implements CaseFollower {
  constructor(
    private readonly pools: DiscordantPoolStore,
    private readonly campaigns: CampaignStore,
    private readonly tasks: TaskStore,
    private readonly outbox: Outbox,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const revoked = changed.filter((one) => hasBecome(one, 'revoked')).flatMap(({ after }) => after.detections);
    if (revoked.length > 0) {
      await this.#waive(
        tx,
        revoked.map(({ tubeId }) => tubeId),
      );
    }
    await this.#find(tx, changed);
  }

  async #waive(tx: Tx, tubeIds: readonly string[]): Promise<void> {
    const waived = await this.pools.waive(tx, tubeIds);
    const swabs = waived.map(({ tubeId, participantId }) => swabSubject(tubeId, participantId));
    await this.tasks.cancel(tx, 'second-swab', swabs, 'detection-withdrawn');
    const pools = [...new Set(waived.map(({ escalationId }) => escalationId))];
    await this.tasks.cancel(tx, 'retest', pools, 'detection-withdrawn');
  }

  async #find(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const suspects = changed.filter((one) => hasBecome(one, 'cleared')).flatMap(({ after }) => detectedPools(after));
    if (suspects.length === 0) return;
    const found = await this.pools.discordantAmong(tx, suspects);
    if (found.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      found.map(({ campaignId }) => campaignId),
    );
    const clocksOf = ({ campaignId }: DiscordantPool) => clocksUnder(rulesOf(campaignId), tx.recordedAt);
    const fresh = await this.pools.record(tx, found, clocksOf);
    await this.outbox.append(
      tx,
      fresh.map(({ pool }) => requestOf(pool, clocksOf(pool).retestDueAt, tx.recordedAt)),
    );
    await this.tasks.open(
      tx,
      fresh.flatMap(({ pool, owed }) => tasksOf(pool, clocksOf(pool), owed)),
    );
  }
}

const hasBecome = ({ before, after }: Changed, state: 'cleared' | 'revoked'): boolean =>
  after.case?.state === state && before.case?.state !== state;

const detectedPools = ({ detections }: Subject): string[] =>
  detections
    .filter((one) => one.finding === 'detected' && one.purpose === 'round' && !one.isSingle && stands(one))
    .map(({ tubeId }) => tubeId);

function clocksUnder(rules: CampaignRules, at: Date): PoolClocks {
  const { secondSwabHoursMin: min, secondSwabHoursMax: max, retestHoursMax } = rules.policy;
  return {
    policyVersion: rules.policyVersion,
    retestDueAt: hoursAfter(at, retestHoursMax, rules),
    beginsAt: (sealedAt) => hoursAfter(sealedAt, min, rules),
    dueAt: (sealedAt) => hoursAfter(sealedAt, Math.max(max, min + 1), rules),
  };
}

function requestOf({ tubeId, campaignId, siteCode, resultVersion }: DiscordantPool, dueAt: Date, at: Date) {
  const content = {
    ...{ tubeId, campaignId, siteCode, resultVersion },
    reason: 'pool-discordant' as const,
    requestedAt: at.toISOString(),
    dueAt: dueAt.toISOString(),
  };
  return emit(RetestRequestedV1, content, { sequence: 1, actor: 'isolation' });
}

function tasksOf(
  pool: DiscordantPool,
  { policyVersion, retestDueAt }: PoolClocks,
  owed: readonly NewlyOwed[],
): NewTask[] {
  const { campaignId, siteCode, tubeId, escalationId, labCode } = pool;
  const shared = { campaignId, siteCode, detail: { tubeId }, openedBy: 'isolation', policyVersion };
  const swabs = owed.map(({ participantId, beginsAt, dueAt }) => ({
    ...{ ...shared, kind: 'second-swab' as const, participantId, subject: swabSubject(tubeId, participantId) },
    ...{ beginsAt, dueAt },
  }));
  const retest = { ...shared, kind: 'retest' as const, participantId: null, subject: escalationId };
  return [...swabs, { ...retest, labCode, dueAt: retestDueAt }];
}
