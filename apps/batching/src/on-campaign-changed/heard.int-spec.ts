import { randomUUID } from 'node:crypto';
import type { EventContract } from '@lib/contracts/event';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { RoundClosedV1 } from '@lib/contracts/events/registration/round-closed.v1';
import { topics } from '@lib/contracts/topics';
import { Publisher } from '@lib/messaging';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom, type Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';

const [campaignId, roundId, site] = [randomUUID(), randomUUID(), '330105-0001'];
// More than a day ago by the database's clock, whenever this runs.
const closedAt = '2026-01-01T20:00:00.000Z';
const kafka = namespacedKafka();
const publisher = new Publisher(kafka.settings, topics);
let room: Room;

beforeAll(async () => {
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'batching', schema: 'batching', module: BatchingModule, config: batchingConfig, env });
});
afterAll(async () => {
  await room?.close();
  await publisher.close();
  await kafka.drop();
});

/** As a relay does it: the very same message again until the brokers have it. */
async function tell(contract: EventContract, content: object, sequence: number): Promise<void> {
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: contract.type,
    ce_source: '/bulou/registration',
    ce_subject: campaignId,
    ce_time: '2026-11-21T08:00:00.000Z',
    ce_sequence: String(sequence),
  };
  const message = { topic: contract.topic, key: campaignId, value: JSON.stringify(content), headers };
  await eventually(() => publisher.publish([message]), { withinMs: 30_000 });
}

let tubesMade = 0;
async function opening(capacity: number, capturedAt: string): Promise<string> {
  const deviceId = randomUUID();
  const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } };
  const tubeId = writeTubeBarcode('24', (tubesMade += 1));
  const event = { kind: 'open-tube', seq: 1, capturedAt, tubeId, roundId, capacity, purpose: 'round' };
  const answer = await room.call('POST', '/v1/journal', { as, body: { campaignId, deviceId, events: [event] } });
  const [first] = (answer.body as { answers: { outcome: string; code?: string }[] }).answers;
  return first?.code ?? first?.outcome ?? 'no answer';
}

test('what registration tells over the broker becomes law at the sites, and only from then on', async () => {
  const [early, late] = ['2026-01-01T19:00:00.000Z', '2026-01-01T21:00:00.000Z'];
  expect(await opening(5, late)).toBe('accepted');
  const policy = { version: 1, tubeCapacities: [10, 20] };
  await tell(CampaignOpenedV1, { ...CampaignOpenedV1.example, campaignId, policy }, 1);
  await eventually(async () => expect(await opening(5, late)).toBe('CAPACITY_NOT_ALLOWED'), { withinMs: 30_000 });
  expect(await opening(10, late)).toBe('accepted');
  await tell(RoundClosedV1, { ...RoundClosedV1.example, campaignId, roundId, closedAt }, 2);
  await eventually(async () => expect(await opening(10, late)).toBe('ROUND_CLOSED'), { withinMs: 30_000 });
  expect(await opening(10, early)).toBe('ROUND_CLOSED');
});
