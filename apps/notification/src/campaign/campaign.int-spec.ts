import { campaignPolicy } from '@lib/contracts/policy';
import { Database, systemIds } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { NotificationModule } from '../notification.module.js';
import { CampaignStore, rulesSql } from './campaign.store.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let room: Room;
const campaignId = systemIds.uuid7();
const versions = 200;
const policy = (version: number) => campaignPolicy.parse({ version, ladderSeconds: [version, 2_000] });

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
  await inOne(async (tx, store) => {
    await store.keepCampaign(tx, { campaignId, kind: 'drill', timeScale: 7 });
    for (let version = 1; version <= versions; version += 1) await store.keepPolicy(tx, campaignId, policy(version));
  });
  await room.postgres.admin('analyze notification.campaign_policies');
});

afterAll(async () => {
  await room?.close();
  await redis?.drop();
  await kafka?.drop();
});

const inOne = <T>(work: (tx: Tx, store: CampaignStore) => Promise<T>): Promise<T> => {
  const { app } = room.service;
  return app.get(Database).transaction((tx) => work(tx, app.get(CampaignStore)));
};

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

const rowsRead = (node: PlanNode, table: string): number =>
  (node['Relation Name'] === table ? node['Actual Rows'] * node['Actual Loops'] : 0) +
  (node.Plans ?? []).reduce((sum, child) => sum + rowsRead(child, table), 0);

describe('the rules of a campaign', () => {
  test('are the newest version of its policy, read as one row of two hundred', async () => {
    const rules = await inOne(async (tx, store) => (await store.rulesOf(tx, [campaignId]))(campaignId));
    expect(rules).toMatchObject({ timeScale: 7, policy: { version: versions } });
    const [plan] = await inOne((tx) =>
      tx.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (analyze, format json) ${rulesSql}`, [[campaignId]]),
    );
    expect(rowsRead(plan!['QUERY PLAN'][0].Plan, 'campaign_policies')).toBe(1);
  });

  test('are read once in a transaction, however often they are asked for', async () => {
    const other = systemIds.uuid7();
    const statements = await inOne(async (tx, store) => {
      const asked = vi.spyOn(tx, 'prepared');
      for (let times = 0; times < 5; times += 1) await store.rulesOf(tx, [campaignId]);
      await store.rulesOf(tx, [campaignId, other]);
      return asked.mock.calls.map(([, values]) => values);
    });
    expect(statements).toEqual([[[campaignId]], [[other]]]);
  });

  test('that change in a transaction are read anew, and so they are behind a lock that may have waited for a change', async () => {
    const seen = await inOne(async (tx, store) => {
      const versionNow = async () => (await store.rulesOf(tx, [campaignId]))(campaignId).policy.version;
      const before = await versionNow();
      await store.keepPolicy(tx, campaignId, policy(versions + 1));
      const after = await versionNow();
      const asked = vi.spyOn(tx, 'prepared');
      await store.lock(tx, [campaignId], 'to-reckon');
      await versionNow();
      return [before, after, asked.mock.calls.length];
    });
    expect(seen).toEqual([versions, versions + 1, 1]);
  });

  test('of which nothing was told are the contract’s own', async () => {
    const rules = await inOne(async (tx, store) => (await store.rulesOf(tx, [systemIds.uuid7()]))(systemIds.uuid7()));
    expect(rules).toMatchObject({ timeScale: 1, policy: { version: 0 } });
  });
});
