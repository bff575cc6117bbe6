import { randomUUID } from 'node:crypto';
import { manifest } from '@lib/contracts/http/batching/batches';
import { listTubes, readTube } from '@lib/contracts/http/batching/tubes';
import type { TokenClaims } from '@lib/platform';
import { namespacedKafka, openRoom, type Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';

const [here, there] = ['330105-0001', '330106-0001'];
const capturedAt = '2026-11-21T08:00:00.000Z';
const kafka = namespacedKafka();
let room: Room;

beforeAll(async () => {
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'batching', schema: 'batching', module: BatchingModule, config: batchingConfig, env });
});
afterAll(async () => {
  await room?.close();
  await kafka.drop();
});

const manager = (site = here): TokenClaims => ({ sub: 'site-1', role: 'site-manager', scope: { site } });
let tubesMade = 0;

interface TubeWanted {
  site?: string;
  campaignId: string;
  isSealed?: boolean;
  /** The order that one person alone is called back on; without it the tube is of the round. */
  orderId?: string;
}

/** A tube of two, or of one on an order; sealed unless said otherwise. Out: its barcode and the device that filled it. */
async function aTube({
  site = here,
  campaignId,
  isSealed = true,
  orderId,
}: TubeWanted): Promise<{ tubeId: string; device: string }> {
  const [device, tubeId] = [randomUUID(), writeTubeBarcode('22', (tubesMade += 1))];
  const stamp = (seq: number) => ({ seq, capturedAt, tubeId });
  const [specimens, drawn] =
    orderId === undefined
      ? [2, { capacity: 10, purpose: 'round' }]
      : [1, { capacity: 1, purpose: 'recollection', orderId }];
  const scans = Array.from({ length: specimens }, (_, n) => ({
    kind: 'scan',
    ...stamp(n + 2),
    subjectId: randomUUID(),
  }));
  const seal = { kind: 'seal-tube', ...stamp(specimens + 2), specimens, partialReason: 'end-of-queue' };
  const open = { kind: 'open-tube', ...stamp(1), roundId: campaignId, ...drawn };
  await journal(site, device, campaignId, [open, ...scans, ...(isSealed ? [seal] : [])]);
  return { tubeId, device };
}

async function journal(site: string, device: string, campaignId: string, events: object[]): Promise<void> {
  const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device } };
  const answer = await room.call('POST', '/v1/journal', { as, body: { campaignId, deviceId: device, events } });
  const { answers } = answer.body as { answers: { outcome: string }[] };
  expect(answers.map(({ outcome }) => outcome)).toEqual(events.map(() => 'accepted'));
}

const command = (path: string, body: unknown, as = manager(), key: string = randomUUID()) =>
  room.call('POST', path, { as, key, body });
async function aBatch(campaignId: string, site = here): Promise<string> {
  const batchId = randomUUID();
  const opened = await command('/v1/batches', { batchId, campaignId, labCode: 'LAB-HZ1' }, manager(site));
  expect(opened).toMatchObject({ status: 201, body: { batchId, boxCode: expect.stringMatching(/^BX-/) } });
  return batchId;
}
const pack = (batchId: string, tubeIds: string[], as = manager()) =>
  command(`/v1/batches/${batchId}/tubes`, { tubeIds }, as);
const over = (tubesCounted: number) => ({ tubesCounted, sealNumber: 'S-1', takenOverBy: 'courier-1', capturedAt });
const handOver = (batchId: string, tubesCounted: number, key?: string) =>
  command(`/v1/batches/${batchId}/hand-over`, over(tubesCounted), manager(), key);
const custodyOf = (tubeId: string) =>
  room.postgres.admin<{ seq: number; step: string }>(
    'select seq, step from batching.custody_entries where tube_id = $1 order by seq',
    [tubeId],
  );

describe('packing', () => {
  test('answers for each tube, and one that may not go in keeps no other out', async () => {
    const campaignId = randomUUID();
    const batchId = await aBatch(campaignId);
    const good = await aTube({ campaignId });
    const elsewhere = await aTube({ campaignId });
    await pack(await aBatch(campaignId), [elsewhere.tubeId]);
    const voided = await aTube({ campaignId });
    const voiding = { kind: 'void-tube', seq: 5, capturedAt, tubeId: voided.tubeId, reason: 'leaking' };
    await journal(here, voided.device, campaignId, [voiding]);
    const wrong: [string, string][] = [
      [(await aTube({ campaignId, isSealed: false })).tubeId, 'TUBE_NOT_SEALED'],
      [elsewhere.tubeId, 'TUBE_IN_OTHER_BATCH'],
      [voided.tubeId, 'TUBE_VOID'],
      [(await aTube({ campaignId, site: there })).tubeId, 'NOT_FOUND'],
      [(await aTube({ campaignId: randomUUID() })).tubeId, 'BATCH_OF_OTHER_CAMPAIGN'],
      [writeTubeBarcode('99', 1), 'NOT_FOUND'],
    ];
    const answer = await pack(batchId, [...wrong.map(([tubeId]) => tubeId), good.tubeId]);
    expect(answer).toMatchObject({
      status: 200,
      body: { packed: [good.tubeId], refused: wrong.map(([tubeId, code]) => ({ tubeId, code })) },
    });
    expect((await pack(batchId, [good.tubeId])).body).toEqual({ packed: [good.tubeId], refused: [] });
    expect(await custodyOf(good.tubeId)).toHaveLength(3);
  });

  test('into a box of another site looks like no box at all', async () => {
    const campaignId = randomUUID();
    const batchId = await aBatch(campaignId, there);
    const { tubeId } = await aTube({ campaignId });
    expect(await pack(batchId, [tubeId])).toMatchObject({ status: 404, body: { code: 'BATCH_UNKNOWN' } });
  });

  test('of one tube into two boxes at once succeeds once', async () => {
    const campaignId = randomUUID();
    const boxes = await Promise.all([aBatch(campaignId), aBatch(campaignId)]);
    const { tubeId } = await aTube({ campaignId });
    const answers = await Promise.all(boxes.map((batchId) => pack(batchId, [tubeId])));
    const packed = answers.map(({ body }) => (body as { packed: string[] }).packed.length);
    expect(packed.toSorted()).toEqual([0, 1]);
  });

  test('a caller whose token names a device in another way than by its UUID packs all the same', async () => {
    const campaignId = randomUUID();
    const batchId = await aBatch(campaignId);
    const { tubeId } = await aTube({ campaignId });
    const as: TokenClaims = { ...manager(), scope: { site: here, device: 'handset-7' } };
    expect(await pack(batchId, [tubeId], as)).toMatchObject({ status: 200, body: { packed: [tubeId] } });
  });

  test('a box is opened once', async () => {
    const campaignId = randomUUID();
    const batchId = await aBatch(campaignId);
    const again = await command('/v1/batches', { batchId, campaignId, labCode: 'LAB-HZ2' });
    expect(again).toMatchObject({ status: 409, body: { code: 'BATCH_ALREADY_OPEN' } });
  });
});

describe('handing over', () => {
  test('needs the count of the record; then tubes, custody and the fact for the laboratory go together', async () => {
    const campaignId = randomUUID();
    const batchId = await aBatch(campaignId);
    const tubes = [await aTube({ campaignId }), await aTube({ campaignId })].map(({ tubeId }) => tubeId);
    await pack(batchId, tubes);
    expect(await handOver(batchId, 3)).toMatchObject({ status: 409, body: { code: 'COUNT_DIFFERS' } });
    const handed = manifest.parse((await handOver(batchId, 2)).body);
    expect(handed).toMatchObject({
      state: 'handed-over',
      sealNumber: 'S-1',
      tubes: tubes.map((tubeId) => ({ tubeId, specimens: 2 })),
    });
    expect(await custodyOf(tubes[0] ?? '')).toEqual([
      { seq: 1, step: 'opened' },
      { seq: 2, step: 'sealed' },
      { seq: 3, step: 'boxed' },
      { seq: 4, step: 'handed' },
    ]);
    const told = await room.postgres.admin<{ payload: { tubes: object[] } }>(
      'select aggregate_version, payload from batching.outbox where aggregateid = $1',
      [batchId],
    );
    expect(told).toMatchObject([
      { aggregate_version: 1, payload: { labCode: 'LAB-HZ1', tubesCounted: 2, handedOverBy: 'site-1' } },
    ]);
    expect(told[0]?.payload.tubes).toEqual(
      handed.tubes.map(({ tubeId, custodyHash }) => ({ tubeId, specimens: 2, custodySeq: 4, custodyHash })),
    );
    const read = await room.call('GET', `/v1/batches/${batchId}/manifest`, { as: manager() });
    expect(read.body).toEqual(handed);
    expect(await pack(batchId, [tubes[0] ?? ''])).toMatchObject({ status: 409, body: { code: 'BATCH_CLOSED' } });
  });

  test('of a box with the tube of somebody who is called back says that it goes first, and any other does not', async () => {
    const campaignId = randomUUID();
    for (const [orderId, priorityTubes] of [
      [randomUUID(), 1],
      [undefined, 0],
    ] as const) {
      const batchId = await aBatch(campaignId);
      const alone = await aTube({ campaignId, ...(orderId === undefined ? {} : { orderId }) });
      await pack(batchId, [alone.tubeId, (await aTube({ campaignId })).tubeId]);
      expect((await handOver(batchId, 2)).body).toMatchObject({ isPriority: priorityTubes > 0 });
      const [told] = await room.postgres.admin<{ payload: { priorityTubes: number } }>(
        'select payload from batching.outbox where aggregateid = $1',
        [batchId],
      );
      expect(told?.payload.priorityTubes).toBe(priorityTubes);
    }
  });

  test('twice under one key is done once, and another content under it is refused', async () => {
    const campaignId = randomUUID();
    const batchId = await aBatch(campaignId);
    await pack(batchId, [(await aTube({ campaignId })).tubeId]);
    const key = randomUUID();
    const first = await handOver(batchId, 1, key);
    const second = await handOver(batchId, 1, key);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(await handOver(batchId, 2, key)).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await handOver(batchId, 1)).toMatchObject({ status: 409, body: { code: 'BATCH_CLOSED' } });
  });

  test('of an empty box is refused, and so is a command without a key', async () => {
    const batchId = await aBatch(randomUUID());
    expect(await handOver(batchId, 1)).toMatchObject({ status: 409, body: { code: 'BATCH_EMPTY' } });
    const keyless = await room.call('POST', `/v1/batches/${batchId}/hand-over`, { as: manager(), body: over(1) });
    expect(keyless.status).toBe(400);
  });

  test('a tube that was made void after it was packed is not in the box any more', async () => {
    const campaignId = randomUUID();
    const batchId = await aBatch(campaignId);
    const [kept, leaking] = [await aTube({ campaignId }), await aTube({ campaignId })];
    await pack(batchId, [kept.tubeId, leaking.tubeId]);
    const voiding = { kind: 'void-tube', seq: 5, capturedAt, tubeId: leaking.tubeId, reason: 'leaking' };
    await journal(here, leaking.device, campaignId, [voiding]);
    expect(await handOver(batchId, 2)).toMatchObject({ body: { code: 'COUNT_DIFFERS' } });
    expect(await handOver(batchId, 1)).toMatchObject({ status: 200, body: { tubes: [{ tubeId: kept.tubeId }] } });
  });
});

describe('the tubes of a site', () => {
  test('are listed by state, page by page, to that site alone', async () => {
    const campaignId = randomUUID();
    const sealed = [];
    for (let number = 0; number < 3; number += 1) sealed.push((await aTube({ campaignId })).tubeId);
    const { tubeId: filling } = await aTube({ campaignId, isSealed: false });
    const list = async (query: string, site = here) => {
      const answer = await room.call('GET', `/v1/campaigns/${campaignId}/tubes?${query}`, { as: manager(site) });
      expect(answer.status).toBe(200);
      return listTubes.response.parse(answer.body);
    };
    expect((await list('')).tubes.map(({ tubeId }) => tubeId)).toEqual([...sealed, filling]);
    expect((await list('state=opened')).tubes).toMatchObject([
      { tubeId: filling, specimens: 2, capacity: 10, purpose: 'round' },
    ]);
    const page = await list('state=sealed&limit=2');
    expect(page).toMatchObject({ tubes: [{ tubeId: sealed[0] }, { tubeId: sealed[1] }], next: expect.any(String) });
    expect(await list(`state=sealed&limit=2&cursor=${page.next}`)).toMatchObject({ tubes: [{ tubeId: sealed[2] }] });
    expect((await list('', there)).tubes).toEqual([]);
  });

  test('a tube tells its life to its own site, and is not there for another', async () => {
    const { tubeId } = await aTube({ campaignId: randomUUID() });
    const life = await room.call('GET', `/v1/tubes/${tubeId}`, { as: manager() });
    expect(readTube.response.parse(life.body)).toMatchObject({
      state: 'sealed',
      specimens: 2,
      custody: [
        { seq: 1, step: 'opened' },
        { seq: 2, step: 'sealed' },
      ],
    });
    const foreign = await room.call('GET', `/v1/tubes/${tubeId}`, { as: manager(there) });
    const nobody = await room.call('GET', `/v1/tubes/${writeTubeBarcode('99', 7)}`, { as: manager(there) });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(foreign.status).toBe(nobody.status);
  });
});
