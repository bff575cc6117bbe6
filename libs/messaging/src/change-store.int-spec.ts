import { Refusal } from '@lib/contracts/refusals';
import { eventually, freshNamespace, openProbeRoom, probeChange, type ProbeRoom, storeConformance } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let room: ProbeRoom;
beforeAll(async () => {
  room = await openProbeRoom();
});
afterAll(() => room.close());

const count = (id: string, by = 1, store = room.store) => store.change(id, (states) => probeChange(id, states, by));

async function outboxOf(id: string): Promise<{ aggregate_version: number; payload: { count: number } }[]> {
  return room.database.query('select aggregate_version, payload from outbox where aggregateid = $1 order by position', [
    id,
  ]);
}

describe('a change', () => {
  test('is applied in the order of arrival when many concern one id', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, () => count('many')));
    expect(answers).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    const events = await outboxOf('many');
    expect(events.map((event) => event.aggregate_version)).toEqual(answers);
    expect(events.map((event) => event.payload.count)).toEqual(answers);
  });

  test('is refused to one caller only, and the refused one leaves neither row nor event', async () => {
    const refused = room.store.change('refused', () => {
      throw new Refusal('BUSY');
    });
    const outcomes = await Promise.allSettled([count('fine-1'), refused, count('fine-2')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(refused).rejects.toMatchObject({ code: 'BUSY' });
    expect(await outboxOf('refused')).toEqual([]);
    expect(await room.database.query(`select id from probes where id = 'refused'`)).toEqual([]);
  });

  test('that breaks a constraint fails alone, and its neighbours in the same commit are written', async () => {
    const callers = Array.from({ length: 40 }, (_, index) => count(`neighbour-${index}`, index === 17 ? 2_000_000 : 1));
    const outcomes = await Promise.allSettled(callers);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(1);
    await expect(callers[17]).rejects.toMatchObject({ code: '23514' });
    const rows = await room.database.query(`select id from probes where id like 'neighbour-%'`);
    expect(rows).toHaveLength(39);
    expect(await outboxOf('neighbour-17')).toEqual([]);
    expect(await outboxOf('neighbour-18')).toHaveLength(1);
  });

  test('whose constraint has a name in the law is refused by that law', async () => {
    const store = room.secondStore({ refuse: () => new Refusal('TOO_MANY_REQUESTS') });
    await expect(count('too-much', 2_000_000, store)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });

  test('leaves no event without its row when the commit does not come', async () => {
    const broken = room.secondStore({
      save: async (tx) => {
        await tx.query('select pg_terminate_backend(pg_backend_pid())');
      },
    });
    await expect(count('torn', 1, broken)).rejects.toThrow();
    expect(await outboxOf('torn')).toEqual([]);
    expect(await count('torn')).toBe(1);
    expect(await outboxOf('torn')).toHaveLength(1);
  });

  test('leaves no row without its event when the event cannot be written', async () => {
    const foreign = room.store.change('foreign', (states) => {
      const change = probeChange('foreign', states);
      const [event] = change.events ?? [];
      return event
        ? { ...change, events: [{ ...event, contract: { ...event.contract, producer: 'lab' as const } }] }
        : change;
    });
    await expect(foreign).rejects.toThrow(/publishes only its own facts/);
    expect(await room.database.query(`select id from probes where id = 'foreign'`)).toEqual([]);
  });

  test('may not write an id that it did not name', async () => {
    const astray = room.store.change('named', (states) => probeChange('unnamed', states));
    await expect(astray).rejects.toThrow(/not locked/);
  });

  test('that wants to wait is refused, for its transaction would wait with it', async () => {
    const waiting = () => Promise.reject(new Error('late')) as never;
    await expect(room.store.change('waiting', waiting)).rejects.toThrow(/a decision is synchronous/);
  });

  test('of two ids is one decision', async () => {
    const answer = await room.store.change(['left', 'right'], (states, { recordedAt }) => {
      const left = probeChange('left', states);
      const right = probeChange('right', states);
      return {
        states: new Map([...(left.states ?? []), ...(right.states ?? [])]),
        events: [...(left.events ?? []), ...(right.events ?? [])],
        answer: recordedAt instanceof Date,
      };
    });
    expect(answer).toBe(true);
    expect(await outboxOf('left')).toHaveLength(1);
    expect(await outboxOf('right')).toHaveLength(1);
  });

  test('rings the relay after its commit', async () => {
    const before = room.rings();
    await count('bell');
    await eventually(() => room.rings() > before);
  });

  test('inside an open transaction is refused, for it would wait for itself', async () => {
    await expect(room.database.transaction(() => count('inner'))).rejects.toThrow(/beside an open transaction/);
  });
});

describe('a new id', () => {
  test('is not forked by two connections of one store nor by two replicas', async () => {
    const stores = [
      room.secondStore({ connections: 2, maxChunk: 5 }),
      room.secondStore({ connections: 2, maxChunk: 5 }),
    ];
    const ids = Array.from({ length: 20 }, (_, index) => `new-${index}`);
    await Promise.all(ids.flatMap((id) => Array.from({ length: 10 }, (_, n) => count(id, 1, stores[n % 2]))));
    for (const id of ids) {
      const versions = (await outboxOf(id)).map((event) => event.aggregate_version);
      expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  });
});

describe('a command', () => {
  const command = (id: string, bodyHash = 'h') => ({ id, route: 'POST /probes', bodyHash });
  const send = (id: string, key: ReturnType<typeof command>, store = room.store) =>
    store.change(id, (states) => probeChange(id, states), key);

  test('that is repeated gets its first answer and is done once', async () => {
    const first = await send('asked', command('c-1'));
    expect([first, await send('asked', command('c-1')), await send('asked', command('c-1'))]).toEqual([1, 1, 1]);
    expect(await outboxOf('asked')).toHaveLength(1);
  });

  test('that is sent many times at once, also to two replicas, is done once', async () => {
    const stores = [room.store, room.secondStore({ connections: 2, maxChunk: 2 })];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => send('hasty', command('c-2'), stores[n % 2])),
    );
    expect(new Set(answers)).toEqual(new Set([1]));
    expect(await outboxOf('hasty')).toHaveLength(1);
  });

  test('with another body under a known id is refused', async () => {
    await send('body', command('c-3', 'one'));
    await expect(send('body', command('c-3', 'two'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('that was refused may succeed when it is sent again, because nothing was done', async () => {
    const refuse = () => {
      throw new Refusal('TOO_MANY_REQUESTS');
    };
    await expect(room.store.change('later', refuse, command('c-4'))).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
    });
    expect(await send('later', command('c-4'))).toBe(1);
  });
});

describe('a full queue', () => {
  test('refuses the next command with BUSY and serves those that wait', async () => {
    const store = room.secondStore({ maxQueue: 3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => count('crowd', 1, store)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    await expect(store.drain()).resolves.toBeUndefined();
  });
});

storeConformance('the probe room', async () => {
  const own = await openProbeRoom();
  return {
    database: own.database,
    store: own.store,
    twin: own.secondStore({ connections: 2 }),
    freshId: freshNamespace,
    next: (id, states) => probeChange(id, states),
    stored: async (id) => (await own.database.query('select * from probes where id = $1', [id]))[0],
    close: () => own.close(),
  };
});
