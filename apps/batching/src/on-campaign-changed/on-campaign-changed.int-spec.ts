import { randomUUID } from 'node:crypto';
import type { ContentOf, EventContract } from '@lib/contracts/event';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { RoundClosedV1 } from '@lib/contracts/events/registration/round-closed.v1';
import { RoundOpenedV1 } from '@lib/contracts/events/registration/round-opened.v1';
import { messagingMigrations, type ReceivedEvent } from '@lib/messaging';
import { Database } from '@lib/platform';
import { namespacedPostgres, type NamespacedPostgres } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchingMigrations } from '../../migrations/index.js';
import { loadContexts } from '../site-record/post-context.js';
import { KnownCampaignEntity } from './known-campaign.entity.js';
import { KnownCampaigns } from './known-campaigns.store.js';
import { KnownRoundEntity } from './known-round.entity.js';
import { OnCampaignChanged } from './on-campaign-changed.consumer.js';

let postgres: NamespacedPostgres;
let database: Database;
const consumer = new OnCampaignChanged(new KnownCampaigns());

beforeAll(async () => {
  postgres = await namespacedPostgres('batching');
  database = await Database.open({
    app: 'batching',
    schema: 'batching',
    url: postgres.url,
    migrations: [...messagingMigrations, ...batchingMigrations],
    entities: [KnownCampaignEntity, KnownRoundEntity],
  });
});
afterAll(async () => {
  await database?.close();
  await postgres?.drop();
});

function event<C extends EventContract>(contract: C, change: Partial<ContentOf<C>>): ReceivedEvent {
  const data = contract.shape.parse({ ...contract.example, ...change });
  const at = new Date('2026-11-21T08:00:00.000Z');
  const { type } = contract;
  return {
    id: randomUUID(),
    type,
    key: 'k',
    sequence: 1,
    data,
    capturedAt: undefined,
    recordedAt: at,
    contract,
    headers: {},
  };
}

async function knownOf(campaignId: string) {
  const post = { deviceId: randomUUID(), firstSeq: 1, lastSeq: 1, campaignId };
  const [context] = await database.transaction((tx) => loadContexts(tx, [post], new Map()));
  return context?.campaign;
}

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

describe('what is known of a campaign', () => {
  test('is the same in whatever order its facts come, and however often', async () => {
    const order = (campaignId: string, roundId: string) => [
      event(CampaignOpenedV1, {
        campaignId,
        policy: CampaignOpenedV1.shape.shape.policy.parse({ version: 1, tubeCapacities: [10] }),
      }),
      event(PolicyChangedV1, {
        campaignId,
        policy: PolicyChangedV1.shape.shape.policy.parse({ version: 2, tubeCapacities: [1, 20] }),
      }),
      event(RoundOpenedV1, { campaignId, roundId }),
      event(RoundClosedV1, { campaignId, roundId, closedAt: '2026-11-21T20:00:00.000Z' }),
    ];
    for (const places of permutations([0, 1, 2, 3])) {
      const [campaignId, roundId] = [randomUUID(), randomUUID()];
      const events = order(campaignId, roundId);
      for (const place of [...places, ...places]) {
        const next = events[place];
        if (next) await database.transaction((tx) => consumer.on([next], tx));
      }
      expect(await knownOf(campaignId)).toEqual({
        campaignId,
        kind: 'drill',
        policyVersion: 2,
        tubeCapacities: [1, 20],
        rounds: [{ roundId, closedAt: new Date('2026-11-21T20:00:00.000Z') }],
      });
    }
  });

  test('is nothing before its first fact, and holds nothing back', async () => {
    expect(await knownOf(randomUUID())).toMatchObject({ kind: null, tubeCapacities: null, rounds: [] });
  });
});
