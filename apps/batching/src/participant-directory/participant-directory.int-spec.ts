import { randomUUID } from 'node:crypto';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom, type Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';

const capturedAt = '2026-11-21T08:00:00.000Z';
const campaignId = randomUUID();
const kafka = namespacedKafka();
let room: Room;
let tubesMade = 0;

beforeAll(async () => {
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'batching', schema: 'batching', module: BatchingModule, config: batchingConfig, env });
});
afterAll(async () => {
  await room?.close();
  await kafka.drop();
});

interface Wanted {
  round: string;
  kind?: 'person' | 'place';
  order?: string;
  isVoid?: boolean;
}

/** Seals a tube of one with this subject. Out: its barcode. */
async function sealTubeOf(
  subjectId: string,
  { round, kind = 'person', order, isVoid = false }: Wanted,
): Promise<string> {
  const [deviceId, tubeId] = [randomUUID(), writeTubeBarcode('23', (tubesMade += 1))];
  const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: '330105-0001', device: deviceId } };
  const stamp = (seq: number) => ({ seq, capturedAt, tubeId });
  const why = order === undefined ? { purpose: 'round' } : { purpose: 'recollection', orderId: order };
  const events = [
    { kind: 'open-tube', ...stamp(1), roundId: round, capacity: 1, ...why },
    { kind: 'scan', ...stamp(2), subjectKind: kind, subjectId },
    { kind: 'seal-tube', ...stamp(3), specimens: 1 },
    ...(isVoid ? [{ kind: 'void-tube', ...stamp(4), reason: 'void' }] : []),
  ];
  const answer = await room.call('POST', '/v1/journal', { as, body: { campaignId, deviceId, events } });
  expect(answer.status).toBe(200);
  return tubeId;
}

const tubesOf = (participant: string) =>
  room.postgres.admin<{ tube_id: string }>(
    'select tube_id from batching.participant_tubes where participant_id = $1 order by entry',
    [participant],
  );
const conflictsOf = (participant: string) =>
  room.postgres.admin<{ earlier_tube_id: string; tube_id: string }>(
    'select earlier_tube_id, tube_id from batching.round_conflicts where participant_id = $1',
    [participant],
  );
const untilFiled = (participant: string, tubes: readonly string[]) =>
  eventually(async () => expect((await tubesOf(participant)).map(({ tube_id }) => tube_id)).toEqual(tubes));

describe('the directory of participants', () => {
  test('knows the tubes of a person after they are sealed, and of no place', async () => {
    const [person, place, round] = [randomUUID(), randomUUID(), randomUUID()];
    await sealTubeOf(place, { round, kind: 'place' });
    await untilFiled(person, [await sealTubeOf(person, { round })]);
    expect(await tubesOf(place)).toEqual([]);
  });

  test('finds a second tube in one round, whether they are filed together or apart', async () => {
    const [person, round] = [randomUUID(), randomUUID()];
    const first = await sealTubeOf(person, { round });
    await untilFiled(person, [first]);
    const second = await sealTubeOf(person, { round });
    await eventually(async () =>
      expect(await conflictsOf(person)).toEqual([{ earlier_tube_id: first, tube_id: second }]),
    );

    const other = randomUUID();
    await Promise.all([sealTubeOf(other, { round }), sealTubeOf(other, { round })]);
    await eventually(async () => expect(await conflictsOf(other)).toHaveLength(1));
  });

  test.each<[string, (round: string) => [Wanted, Wanted]]>([
    ['another round', (round) => [{ round }, { round: randomUUID() }]],
    ['a recollection', (round) => [{ round }, { round, order: randomUUID() }]],
    ['a tube that was made void', (round) => [{ round, isVoid: true }, { round }]],
  ])('holds %s for no conflict', async (_what, wanted) => {
    const person = randomUUID();
    const [first, second] = wanted(randomUUID());
    const tubes = [await sealTubeOf(person, first), await sealTubeOf(person, second)];
    await untilFiled(person, tubes);
    expect(await conflictsOf(person)).toEqual([]);
  });
});
