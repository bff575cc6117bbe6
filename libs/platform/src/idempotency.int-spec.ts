import { Malformed, Refusal } from '@lib/contracts/refusals';
import { namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import type { Scope } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database, Idempotency, defineMigration, runInRequest } from './index.js';
import type { Tx } from './index.js';

const route = 'POST /v1/batches';
const key = (n: number) => `0190d7c8-0000-7000-8000-${String(n).padStart(12, '0')}`;

let postgres: NamespacedPostgres;
let database: Database;
let idempotency: Idempotency;

beforeAll(async () => {
  postgres = await namespacedPostgres('batching');
  const migrations = [
    defineMigration(
      '0000-create-command-answers',
      'create table command_answers (command_id text primary key, route text not null, body_hash text not null, answer jsonb not null, recorded_at timestamptz not null)',
    ),
    defineMigration('0001-create-boxes', 'create table boxes (id bigint generated always as identity, label text)'),
  ];
  database = await Database.open({ app: 'batching', schema: 'batching', url: postgres.url, migrations });
  idempotency = new Idempotency(database);
});

afterAll(async () => {
  await database?.close();
  await postgres?.drop();
});

const open = (label: string) => async (tx: Tx) => {
  const [box] = await tx.query<{ id: number }>('insert into boxes (label) values ($1) returning id', [label]);
  return { label, id: box?.id, at: tx.recordedAt };
};
const boxes = async (label: string) => (await database.query('select 1 from boxes where label = $1', [label])).length;

describe('a command', () => {
  test('that is repeated gets its first answer and has no second effect', async () => {
    const first = await idempotency.run(key(1), route, { label: 'a' }, open('a'));
    const again = await idempotency.run(key(1), route, { label: 'a' }, open('a'));
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(await boxes('a')).toBe(1);
  });

  test('that the database chose as the victim of a deadlock is run once more, and both are done', async () => {
    await database.transaction((tx) =>
      tx.execute(`insert into boxes (label) select * from unnest(array['left', 'right']::text[])`),
    );
    const lock = (tx: Tx, label: string) => tx.execute('update boxes set label = label where label = $1', [label]);
    const met = Promise.withResolvers<void>();
    let first = 0;
    const cross = (one: string, other: string) => async (tx: Tx) => {
      await lock(tx, one);
      if ((first += 1) === 2) met.resolve();
      await met.promise;
      await lock(tx, other);
      return open(`crossed ${one}`)(tx);
    };
    const answers = await Promise.all([
      idempotency.run(key(21), route, {}, cross('left', 'right')),
      idempotency.run(key(22), route, {}, cross('right', 'left')),
    ]);
    expect(answers.map(({ label }) => label)).toEqual(['crossed left', 'crossed right']);
    expect([await boxes('crossed left'), await boxes('crossed right')]).toEqual([1, 1]);
    expect(first).toBe(3);
  });

  test('is the same whatever the order of its members and the case of its key', async () => {
    const lettered = 'aaaaaaaa-0000-4000-8000-00000000000a';
    await idempotency.run(lettered, route, { label: 'b', size: 1 }, open('b'));
    await idempotency.run(lettered.toUpperCase(), route, { size: 1, label: 'b' }, open('b'));
    expect(await boxes('b')).toBe(1);
  });

  test.each<[string, string, unknown, string]>([
    ['body', route, { label: 'other' }, 'duty-1'],
    ['route', 'POST /v1/other', { label: 'c' }, 'duty-1'],
    ['caller', route, { label: 'c' }, 'duty-2'],
    ['file', route, Buffer.from('bytes'), 'duty-1'],
  ])('under the key of another %s is refused', async (_what, otherRoute, body, caller) => {
    const as = (id: string, run: () => Promise<unknown>) =>
      runInRequest({ requestId: 'request-1', actor: { id, role: 'sampler', scope: {} } }, run);
    await as('duty-1', () => idempotency.run(key(3), route, { label: 'c' }, open('c')));
    const second = as(caller, () => idempotency.run(key(3), otherRoute, body, open('c')));
    await expect(second).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await boxes('c')).toBe(1);
  });

  test('under the key of one who was bound to another site or laboratory is refused', async () => {
    const as = (scope: Scope) =>
      runInRequest({ requestId: 'request-1', actor: { id: 'desk-1', role: 'lab', scope } }, () =>
        idempotency.run(key(9), route, { label: 'f' }, open('f')),
      );
    const first = await as({ lab: 'LAB-A', shift: 'morning' });
    expect(await as({ lab: 'LAB-A', shift: 'evening', device: 'bench-2' })).toEqual(first);
    await expect(as({ lab: 'LAB-B', shift: 'morning' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await boxes('f')).toBe(1);
  });

  test('sent ten times at once runs once, and all ten are told the same', async () => {
    const send = () => idempotency.run(key(4), route, { label: 'd' }, open('d'));
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await boxes('d')).toBe(1);
  });

  test('that was refused leaves nothing, and its key is free for a later try', async () => {
    const refused = idempotency.run(key(5), route, { label: 'e' }, async (tx) => {
      await open('e')(tx);
      throw new Refusal('BATCH_CLOSED');
    });
    await expect(refused).rejects.toMatchObject({ code: 'BATCH_CLOSED' });
    expect(await boxes('e')).toBe(0);
    await expect(idempotency.run(key(5), route, { label: 'e' }, open('e'))).resolves.toMatchObject({ label: 'e' });
  });

  test('that answers nothing is remembered too', async () => {
    let runs = 0;
    const silent = () =>
      idempotency.run(key(6), route, {}, () => {
        runs += 1;
        return Promise.resolve();
      });
    await silent();
    await silent();
    expect(runs).toBe(1);
  });

  test.each([undefined, '', 'not-a-uuid', '00000000-0000-0000-0000-000000000000'])(
    'with the key %s is malformed',
    async (wrong) => {
      await expect(idempotency.run(wrong, route, {}, open('f'))).rejects.toThrow(Malformed);
    },
  );
});
