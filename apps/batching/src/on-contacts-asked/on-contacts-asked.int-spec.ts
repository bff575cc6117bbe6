import { randomUUID } from 'node:crypto';
import type { NeighboursToldV1 } from '@lib/contracts/events/batching/neighbours-told.v1';
import type { ContentOf } from '@lib/contracts/event';
import { ContactsAskedV1 } from '@lib/contracts/events/isolation/contacts-asked.v1';
import { systemClock, systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, openRoom, type Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';

const campaignId = randomUUID();
const kafka = namespacedKafka();
const facts = foreignFacts(kafka);
let room: Room;
let made = 0;

beforeAll(async () => {
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'batching', schema: 'batching', module: BatchingModule, config: batchingConfig, env });
});
afterAll(async () => {
  await room?.close();
  await facts.close();
  await kafka.drop();
});

/** One lane of one site: each tube of it is sealed with the persons named, at the minute named. */
function lane(site = '330105-0001') {
  const deviceId = randomUUID();
  let seq = 0;
  return async (persons: readonly string[], minute: number): Promise<string> => {
    const tubeId = writeTubeBarcode('24', (made += 1));
    const at = () => ({
      seq: (seq += 1),
      capturedAt: new Date(Date.UTC(2026, 10, 21, 8, minute)).toISOString(),
      tubeId,
    });
    const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } };
    const events = [
      { kind: 'open-tube', ...at(), roundId: randomUUID(), capacity: 10, purpose: 'round' },
      ...persons.map((subjectId) => ({ kind: 'scan', ...at(), subjectKind: 'person', subjectId })),
      { kind: 'seal-tube', ...at(), specimens: persons.length, partialReason: 'end-of-queue' },
    ];
    const answer = await room.call('POST', '/v1/journal', { as, body: { campaignId, deviceId, events } });
    expect(answer.status).toBe(200);
    return tubeId;
  };
}

async function ask(participantId: string, tubeIds: string[]): Promise<ContentOf<typeof NeighboursToldV1>[]> {
  const questionId = systemIds.uuid7();
  const now = systemClock.now().getTime();
  const [from, until] = [now - 3_600_000, now + 3_600_000].map((at) => new Date(at).toISOString());
  await facts.tell(ContactsAskedV1, { questionId, campaignId, participantId, tubeIds, from: from!, until: until! });
  const told = () =>
    room.postgres.admin<{ payload: ContentOf<typeof NeighboursToldV1> }>(
      `select payload from batching.outbox where type = 'batching.neighbours-told.v1' and aggregateid = $1
        order by aggregate_version`,
      [questionId],
    );
  await eventually(
    async () => {
      const parts = await told();
      expect(parts.length).toBe(parts[0]?.payload.parts);
    },
    { withinMs: 20_000 },
  );
  return (await told()).map(({ payload }) => payload);
}

describe('who was near somebody', () => {
  test('is answered with tube-mates and with the same lane within a quarter of an hour', async () => {
    const [person, mate, next, late, elsewhere] = Array.from({ length: 5 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const [ours, theirs] = [lane(), lane()];
    const tubeId = await ours([person, mate], 0);
    await ours([next], 14);
    await ours([late], 16);
    await theirs([elsewhere], 1);
    const [told] = await ask(person, [tubeId]);
    expect(told?.neighbours.map((one) => [one.participantId, one.kind])).toEqual([
      [mate, 'tube-mate'],
      [next, 'same-queue'],
    ]);
    expect(told?.tubes).toMatchObject([{ tubeId, siteCode: '330105-0001' }]);
  });

  test('counts whom a lane scanned into a tube that another device opened', async () => {
    const site = '330105-0003';
    const [person, next] = [randomUUID(), randomUUID()];
    const [opener, scanner] = [randomUUID(), randomUUID()];
    const seqs = new Map<string, number>();
    const say = async (deviceId: string, minute: number, tubeId: string, event: object) => {
      const seq = (seqs.get(deviceId) ?? 0) + 1;
      seqs.set(deviceId, seq);
      const capturedAt = new Date(Date.UTC(2026, 10, 21, 8, minute)).toISOString();
      const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } };
      const body = { campaignId, deviceId, events: [{ ...event, seq, capturedAt, tubeId }] };
      expect(await room.call('POST', '/v1/journal', { as, body })).toMatchObject({ status: 200 });
    };
    const open = { kind: 'open-tube', roundId: randomUUID(), capacity: 10, purpose: 'round' };
    const scan = (subjectId: string) => ({ kind: 'scan', subjectKind: 'person', subjectId });
    const seal = { kind: 'seal-tube', specimens: 1, partialReason: 'end-of-queue' };
    const [own, other] = [writeTubeBarcode('24', (made += 1)), writeTubeBarcode('24', (made += 1))];
    for (const event of [open, scan(person), seal]) await say(scanner, 0, own, event);
    await say(opener, 1, other, open);
    await say(scanner, 3, other, scan(next));
    await say(opener, 4, other, seal);
    const [told] = await ask(person, [own]);
    expect(told?.neighbours).toMatchObject([{ participantId: next, kind: 'same-queue', tubeId: other }]);
  });

  test('names earlier tubes of the person by the directory, not only those that the question knows', async () => {
    const [person, before] = [randomUUID(), randomUUID()];
    const earlier = await lane()([person, before], 0);
    const tubeId = await lane('330105-0002')([person], 30);
    await eventually(async () => {
      const filed = 'select 1 from batching.participant_tubes where participant_id = $1';
      expect(await room.postgres.admin(filed, [person])).toHaveLength(2);
    });
    const [told] = await ask(person, [tubeId]);
    expect(told?.tubes.map((one) => one.tubeId).toSorted()).toEqual([earlier, tubeId].toSorted());
    expect(told?.neighbours).toMatchObject([{ participantId: before, kind: 'tube-mate' }]);
  });

  test('comes in parts, bounded, and says how many there were', async () => {
    const person = randomUUID();
    const queue = lane();
    const tubeId = await queue([person], 0);
    for (let tube = 0; tube < 21; tube += 1)
      await queue(
        Array.from({ length: 10 }, () => randomUUID()),
        1,
      );
    const parts = await ask(person, [tubeId]);
    expect(parts.map((one) => [one.part, one.parts, one.found, one.neighbours.length])).toEqual([
      [1, 2, 210, 100],
      [2, 2, 210, 100],
    ]);
    expect(parts[1]?.tubes).toEqual([]);
  });

  test('says nothing of a tube that holds somebody else alone', async () => {
    const tubeId = await lane()([randomUUID()], 0);
    expect(await ask(randomUUID(), [tubeId])).toMatchObject([{ found: 0, neighbours: [], tubes: [] }]);
  });
});
