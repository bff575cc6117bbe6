import { randomUUID } from 'node:crypto';
import { journal, type JournalAnswer } from '@lib/contracts/http/batching/journal';
import { type TokenClaims, sha256 } from '@lib/platform';
import { eventually, namespacedKafka, openRoom, type Room, type RoomAnswer } from '@lib/testing';
import { custodyHash, custodyRoot, rollingHash, sealDigest, writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';

type Raw = { seq: number } & Record<string, unknown>;
type Receipt = z.output<typeof journal.response>;

const site = '330105-0001';
const capturedAt = '2026-11-21T08:00:00.000Z';
const campaignId = randomUUID();
const roundId = randomUUID();
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

let tubesMade = 0;
const freshTube = () => writeTubeBarcode('21', (tubesMade += 1));
const sampler = (device: string, at = site): TokenClaims => ({
  sub: 'sampler-1',
  role: 'sampler',
  scope: { site: at, device },
});
const send = (deviceId: string, events: Raw[], as: TokenClaims = sampler(deviceId), body: object = {}) =>
  room.call('POST', '/v1/journal', { as, body: { campaignId, deviceId, events, ...body } });
const receiptOf = (answer: RoomAnswer): Receipt => {
  expect(answer.status).toBe(200);
  return journal.response.parse(answer.body);
};
const post = async (deviceId: string, events: Raw[]) => receiptOf(await send(deviceId, events));
const said = (answers: readonly JournalAnswer[]) =>
  answers.map(({ seq, outcome, code }) => `${seq} ${outcome}${code ? ` ${code}` : ''}`);
const rows = <R extends object>(sql: string, values: unknown[] = []) => room.postgres.admin<R>(sql, values);
const membersOf = (tubeId: string) =>
  rows<{ position: number; subject_id: string; device_seq: number }>(
    'select * from batching.tube_members where tube_id = $1 order by position',
    [tubeId],
  );

const open = (seq: number, tubeId: string, change: object = {}): Raw => ({
  kind: 'open-tube',
  seq,
  capturedAt,
  tubeId,
  roundId,
  capacity: 10,
  purpose: 'round',
  ...change,
});
const scan = (seq: number, tubeId: string, subjectId: string = randomUUID()): Raw => ({
  kind: 'scan',
  seq,
  capturedAt,
  tubeId,
  subjectId,
});
const seal = (seq: number, tubeId: string, specimens: number): Raw => ({
  kind: 'seal-tube',
  seq,
  capturedAt,
  tubeId,
  specimens,
  partialReason: 'end-of-queue',
});
const wholeTube = (tubeId: string, specimens: number, from = 1): Raw[] => [
  open(from, tubeId),
  ...Array.from({ length: specimens }, (_, index) => scan(from + 1 + index, tubeId)),
  seal(from + 1 + specimens, tubeId, specimens),
];

describe('a journal', () => {
  test('from opening to sealing is on record when it is answered', async () => {
    const [device, tubeId] = [randomUUID(), freshTube()];
    const events = wholeTube(tubeId, 3);
    const receipt = await post(device, events);
    expect(said(receipt.answers)).toEqual(['1 accepted', '2 accepted', '3 accepted', '4 accepted', '5 accepted']);
    expect(receipt).toMatchObject({
      lastSeq: 5,
      rollingHash: events.reduce((hash, event) => rollingHash(sha256, hash, event), '0'.repeat(64)),
    });
    const members = await membersOf(tubeId);
    expect(members).toMatchObject(
      [1, 2, 3].map((position) => ({
        position,
        subject_kind: 'person',
        subject_id: events[position]?.['subjectId'],
        device_id: device,
        device_seq: position + 1,
        actor: 'sampler-1',
        captured_at: new Date(capturedAt),
      })),
    );
    const [tube] = await rows<{ seal_digest: Buffer }>('select * from batching.tubes where tube_id = $1', [tubeId]);
    expect(tube).toMatchObject({ state: 'sealed', specimens: 3, partial_reason: 'end-of-queue', facts_told: 1 });
    const digest = sealDigest(
      sha256,
      members.map((m) => ({ position: m.position, subjectId: m.subject_id })),
    );
    expect(tube?.seal_digest.toString('hex')).toBe(digest);
    expect(await rows('select 1 from batching.open_members where tube_id = $1', [tubeId])).toEqual([]);
  });

  test('event by event, by two devices, with an undone scan, gives the same tube', async () => {
    const [one, two, tubeId] = [randomUUID(), randomUUID(), freshTube()];
    const gone = randomUUID();
    await post(one, [open(1, tubeId)]);
    await post(one, [scan(2, tubeId)]);
    await post(two, [open(1, tubeId), scan(2, tubeId), scan(3, tubeId, gone)]);
    expect(await membersOf(tubeId)).toHaveLength(3);
    await post(two, [{ kind: 'undo-scan', seq: 4, capturedAt, tubeId, subjectId: gone }]);
    await post(one, [scan(3, tubeId), seal(4, tubeId, 3)]);
    const members = await membersOf(tubeId);
    expect(members.map(({ position, device_seq }) => [position, device_seq])).toEqual([
      [1, 2],
      [2, 2],
      [3, 3],
    ]);
    const undone = await rows(
      'select subject_id, position, undone_device_seq from batching.undone_scans where tube_id = $1',
      [tubeId],
    );
    expect(undone).toEqual([{ subject_id: gone, position: 3, undone_device_seq: 4 }]);
    expect(said((await post(two, [scan(3, tubeId, gone)])).answers)).toEqual(['3 duplicate']);
  });

  test('sent again changes nothing; what was refused gets its first answer again', async () => {
    const [device, tubeId] = [randomUUID(), freshTube()];
    const events = [open(1, tubeId), scan(2, tubeId), seal(3, tubeId, 9)];
    const first = await post(device, events);
    const before = await rows('select * from batching.tubes where tube_id = $1', [tubeId]);
    const again = await post(device, events);
    expect(said(again.answers)).toEqual(['1 duplicate', '2 duplicate', '3 refused COUNT_DIFFERS']);
    expect(again.answers[2]).toEqual(first.answers[2]);
    expect(again.rollingHash).toBe(first.rollingHash);
    expect(await rows('select * from batching.tubes where tube_id = $1', [tubeId])).toEqual(before);
    const others = await post(device, [scan(2, tubeId)]);
    expect(said(others.answers)).toEqual(['2 conflict DEVICE_SEQ_REUSED']);
    expect(
      await rows('select outcome from batching.journal_exceptions where device_id = $1 order by seq', [device]),
    ).toEqual([{ outcome: 'conflict' }, { outcome: 'refused' }]);
  });

  test('with a gap is recorded up to the gap', async () => {
    const [device, tubeId] = [randomUUID(), freshTube()];
    const receipt = await post(device, [open(1, tubeId), scan(3, tubeId)]);
    expect(said(receipt.answers)).toEqual(['1 accepted', '3 refused JOURNAL_GAP']);
    expect(receipt.lastSeq).toBe(1);
    expect(await membersOf(tubeId)).toEqual([]);
  });

  test('of 500 events is one transaction', async () => {
    const [device, tubes] = [randomUUID(), Array.from({ length: 41 }, freshTube)];
    const events = tubes.flatMap((tubeId, index) => wholeTube(tubeId, 10, index * 12 + 1)).slice(0, 492);
    const receipt = await post(device, events);
    expect(receipt.answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(492);
    const [counted] = await rows(
      'select count(*)::int as n, count(distinct sealed_at)::int as commits from batching.tubes where opened_device_id = $1',
      [device],
    );
    expect(counted).toEqual({ n: 41, commits: 1 });
  });
});

describe('64 posts at once', () => {
  test('into one tube of twenty never take a twenty-first, and positions have no gap', async () => {
    const [opener, tubeId] = [randomUUID(), freshTube()];
    await post(opener, [open(1, tubeId, { capacity: 20 })]);
    const receipts = await Promise.all(Array.from({ length: 64 }, async () => post(randomUUID(), [scan(1, tubeId)])));
    const answers = receipts.flatMap((receipt) => receipt.answers);
    expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(20);
    expect(answers.filter(({ code }) => code === 'TUBE_FULL')).toHaveLength(44);
    const positions = (await membersOf(tubeId)).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('of one journal record it once', async () => {
    const [device, tubeId] = [randomUUID(), freshTube()];
    const events = wholeTube(tubeId, 5);
    const receipts = await Promise.all(Array.from({ length: 64 }, () => post(device, events)));
    expect(new Set(receipts.map(({ rollingHash: hash }) => hash)).size).toBe(1);
    const outcomes = receipts.flatMap(({ answers }) => answers.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(63 * 7);
    expect(await membersOf(tubeId)).toHaveLength(5);
    expect(await rows('select aggregate_version from batching.outbox where aggregateid = $1', [tubeId])).toEqual([
      { aggregate_version: 1 },
    ]);
  });

  test('with a poisoned one among them harm that one only', async () => {
    const healthy = Array.from({ length: 63 }, () => ({ device: randomUUID(), tubeId: freshTube() }));
    const ill = { device: randomUUID(), tubeId: freshTube() };
    // The database refuses this device, as it would any content that no decision foresaw.
    await rows(`alter table batching.device_cursors add constraint planted check (device_id <> '${ill.device}')`);
    const all = [...healthy.slice(0, 30), ill, ...healthy.slice(30)];
    const answers = await Promise.all(all.map(({ device, tubeId }) => send(device, wholeTube(tubeId, 2))));
    await rows('alter table batching.device_cursors drop constraint planted');
    expect(answers.map(({ status }) => status)).toEqual(all.map((each) => (each === ill ? 500 : 200)));
    expect(await rows('select 1 from batching.tubes where tube_id = $1', [ill.tubeId])).toEqual([]);
    const counted = await rows(`select count(*)::int as n from batching.tubes where tube_id = any($1)`, [
      healthy.map(({ tubeId }) => tubeId),
    ]);
    expect(counted).toEqual([{ n: 63 }]);
    expect(said((await post(ill.device, wholeTube(ill.tubeId, 2))).answers)).toHaveLength(4);
  });
});

describe('the facts', () => {
  test('of a tube are told once each, by the contract, in their own sequence', async () => {
    const [device, tubeId] = [randomUUID(), freshTube()];
    await post(device, wholeTube(tubeId, 2));
    await post(device, [{ kind: 'void-tube', seq: 5, capturedAt, tubeId, reason: 'leaking' }]);
    await eventually(async () => {
      const told = await rows(
        'select type, aggregate_version, published_at is not null as sent from batching.outbox where aggregateid = $1 order by position',
        [tubeId],
      );
      expect(told).toEqual([
        { type: 'batching.tube-sealed.v1', aggregate_version: 1, sent: true },
        { type: 'batching.tube-voided.v1', aggregate_version: 2, sent: true },
      ]);
    });
  });

  test('of custody can be reckoned again from the tables', async () => {
    const [device, tubeId] = [randomUUID(), freshTube()];
    await post(device, wholeTube(tubeId, 1));
    const links = await rows<Record<string, never>>(
      'select * from batching.custody_entries where tube_id = $1 order by seq',
      [tubeId],
    );
    let head = custodyRoot;
    for (const link of links) {
      const { tube_id, device_id, captured_at, recorded_at, hash, ...rest } = link as Record<string, unknown>;
      const entry = {
        ...rest,
        tubeId: tube_id,
        deviceId: device_id,
        capturedAt: (captured_at as Date).toISOString(),
        recordedAt: (recorded_at as Date).toISOString(),
      };
      head = custodyHash(sha256, head, entry as never);
      expect((hash as Buffer).toString('hex')).toBe(head);
    }
    expect(links).toHaveLength(2);
  });
});

describe('the door', () => {
  test.each<[string, TokenClaims, number, string]>([
    ['another device', sampler(randomUUID()), 403, 'DEVICE_NOT_YOURS'],
    ['no device', { sub: 's', role: 'sampler', scope: { site } }, 403, 'FORBIDDEN'],
    ['the role of a lab', { sub: 'l', role: 'lab', scope: { site } }, 403, 'FORBIDDEN'],
  ])('refuses a token of %s', async (_whose, as, status, code) => {
    expect(await send(randomUUID(), [open(1, freshTube())], as)).toMatchObject({ status, body: { code } });
  });

  test('refuses a device that is bound to no site', async () => {
    const device = randomUUID();
    const as: TokenClaims = { sub: 's', role: 'sampler', scope: { device } };
    expect(await send(device, [open(1, freshTube())], as)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  test('refuses whoever is not signed in', async () => {
    expect((await room.call('POST', '/v1/journal', { body: {} })).status).toBe(401);
  });

  test('keeps sites apart: a tube of another site takes nobody', async () => {
    const [device, foreign, tubeId] = [randomUUID(), randomUUID(), freshTube()];
    await post(device, [open(1, tubeId)]);
    const answer = receiptOf(await send(foreign, [scan(1, tubeId)], sampler(foreign, '330106-0001')));
    expect(said(answer.answers)).toEqual(['1 refused TUBE_NOT_OPEN']);
  });

  test.each<[string, object]>([
    ['no events', { events: [] }],
    ['501 events', { events: Array.from({ length: 501 }, (_, index) => ({ seq: index + 1 })) }],
    ['an event without a number', { events: [{ kind: 'scan' }] }],
    ['no campaign', { campaignId: 'x', events: [{ seq: 1 }] }],
  ])('sends back a frame with %s, and says where', async (_what, body) => {
    const device = randomUUID();
    const answer = await send(device, [], sampler(device), body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: expect.any(String) }] } });
  });

  test('tells a device how far its record goes, and nobody else', async () => {
    const [device, tubeId] = [randomUUID(), freshTube()];
    const cursor = (as: TokenClaims) => room.call('GET', `/v1/devices/${device}/cursor`, { as });
    expect(await cursor(sampler(device))).toMatchObject({ status: 200, body: { lastSeq: 0 } });
    const { rollingHash: hash } = await post(device, [open(1, tubeId)]);
    expect((await cursor(sampler(device))).body).toEqual({ deviceId: device, lastSeq: 1, rollingHash: hash });
    expect((await cursor(sampler(randomUUID()))).status).toBe(403);
  });
});
