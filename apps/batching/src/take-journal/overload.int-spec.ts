import { randomUUID } from 'node:crypto';
import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom, type Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { Global, Module } from '@nestjs/common';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';
import { SITE_COMMANDS_MAX } from '../site-record/site-record.store.js';

const waitingMax = 20;
const devices = 200;

@Global()
@Module({ providers: [{ provide: SITE_COMMANDS_MAX, useValue: waitingMax }], exports: [SITE_COMMANDS_MAX] })
class ShortQueue {}

@Module({ imports: [ShortQueue, BatchingModule] })
class SmallRoom {}

const site = '330105-0001';
const capturedAt = '2026-11-21T08:00:00.000Z';
const [campaignId, roundId] = [randomUUID(), randomUUID()];
const kafka = namespacedKafka();
let room: Room;

beforeAll(async () => {
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'batching', schema: 'batching', module: SmallRoom, config: batchingConfig, env });
});
afterAll(async () => {
  await room?.close();
  await kafka.drop();
});

interface Phone {
  readonly as: TokenClaims;
  readonly body: object;
  readonly tubeId: string;
  readonly subjectId: string;
}

function phone(number: number): Phone {
  const [deviceId, subjectId, tubeId] = [randomUUID(), randomUUID(), writeTubeBarcode('31', number + 1)];
  const stamp = (seq: number) => ({ seq, capturedAt, tubeId });
  const events = [
    { kind: 'open-tube', ...stamp(1), roundId, capacity: 1, purpose: 'round' },
    { kind: 'scan', ...stamp(2), subjectKind: 'person', subjectId },
    { kind: 'seal-tube', ...stamp(3), specimens: 1 },
  ];
  const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } };
  return { as, body: { campaignId, deviceId, events }, tubeId, subjectId };
}

interface Sent {
  readonly refusals: number;
  readonly answers: readonly JournalAnswer[];
}

describe('more journals at once than may wait', () => {
  test('are taken or refused with Retry-After; what is sent again is taken, and nobody is lost or twice', async () => {
    const held = new pg.Client({ connectionString: room.postgres.url });
    await held.connect();
    // While this lock is held no commit gets through, so the queue fills up and the rest must be refused.
    await held.query('begin; lock table batching.device_cursors in access exclusive mode');
    let [refused, released] = [0, false];
    const send = async ({ as, body }: Phone): Promise<Sent> => {
      for (let refusals = 0; ; refusals += 1) {
        const answer = await room.call('POST', '/v1/journal', { as, body });
        if (answer.status === 200) return { refusals, answers: (answer.body as { answers: JournalAnswer[] }).answers };
        expect([answer.status, (answer.body as { code: string }).code]).toEqual([503, 'BUSY']);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        refused += 1;
        await eventually(() => Promise.resolve(expect(released).toBe(true)));
      }
    };
    const phones = Array.from({ length: devices }, (_, number) => phone(number));
    const sending = Promise.all(phones.map(send));
    // One commit is under way and holds what came first; all that the queue cannot hold is refused while nothing moves.
    await eventually(() => Promise.resolve(expect(refused).toBeGreaterThan(waitingMax)));
    await held.query('rollback');
    await held.end();
    released = true;
    const sent = await sending;

    expect(sent.some(({ refusals }) => refusals > 0)).toBe(true);
    for (const { answers } of sent) {
      expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    }
    const stored = await room.postgres.admin<{ tube_id: string; subject_id: string }>(
      'select tube_id, subject_id from batching.tube_members',
    );
    const pair = (tubeId: string, subjectId: string) => `${tubeId} ${subjectId}`;
    expect(stored.map((row) => pair(row.tube_id, row.subject_id)).toSorted()).toEqual(
      phones.map(({ tubeId, subjectId }) => pair(tubeId, subjectId)).toSorted(),
    );
    const [told] = await room.postgres.admin<{ count: number }>(
      `select count(*)::int as count from batching.outbox where type like '%tube-sealed%'`,
    );
    expect(told?.count).toBe(devices);
  });

  test('leave nothing behind: the next journal is taken at once', async () => {
    const next = phone(devices);
    expect((await room.call('POST', '/v1/journal', { as: next.as, body: next.body })).status).toBe(200);
  });
});
