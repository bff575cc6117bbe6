import { Refusal } from '@lib/contracts/refusals';
import type { Change, ChangeStore } from '@lib/messaging';
import type { Database } from '@lib/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** One store of a room, ready to be put to the test. */
export interface StoreUnderTest<S, R = unknown> {
  readonly database: Database;
  readonly store: ChangeStore<S, R>;
  /** The same store once more, as a second replica has it. */
  readonly twin: ChangeStore<S, R>;
  /** An id that nothing is known of yet. */
  freshId(): string;
  /** A lawful decision about this id that tells at least one fact, whether it is the first of the id or a later one. */
  next(id: string, states: ReadonlyMap<string, S>, at: { readonly recordedAt: Date }): Change<S, unknown, R>;
  /** What the tables hold about this id; undefined for nothing. */
  stored(id: string): Promise<unknown>;
  close(): Promise<void>;
}

const CALLERS = 12;

/** What every store keeps, whatever it stores: one after the other, all or nothing, no fork, the first answer. */
export function storeConformance<S, R = unknown>(name: string, open: () => Promise<StoreUnderTest<S, R>>): void {
  let subject: StoreUnderTest<S, R>;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const next = (id: string, store = subject.store) => store.change(id, (states, at) => subject.next(id, states, at));
  const told = (id: string) =>
    subject.database.query<{ aggregatetype: string; aggregate_version: number }>(
      `select aggregatetype, aggregate_version from outbox where aggregateid = $1 order by position`,
      [id],
    );

  describe(`${name}: a store`, () => {
    test('applies concurrent changes of a new id one after the other, from two replicas too', async () => {
      const id = subject.freshId();
      await Promise.all(Array.from({ length: CALLERS }, (_, n) => next(id, n % 2 ? subject.twin : subject.store)));
      const events = await told(id);
      expect(events.length).toBeGreaterThanOrEqual(CALLERS);
      for (const topic of new Set(events.map((event) => event.aggregatetype))) {
        const versions = events
          .filter((event) => event.aggregatetype === topic)
          .map((event) => event.aggregate_version);
        expect(versions).toEqual(versions.map((_, index) => index + 1));
      }
    });

    test('writes neither row nor event for a decision that is refused', async () => {
      const id = subject.freshId();
      const refused = subject.store.change(id, () => {
        throw new Refusal('FORBIDDEN');
      });
      await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await subject.stored(id)).toBeUndefined();
      expect(await told(id)).toEqual([]);
    });

    test('refuses one caller without harm to the others of the same commit', async () => {
      const ids = Array.from({ length: 5 }, () => subject.freshId());
      const outcomes = await Promise.allSettled(
        ids.map((id, n) =>
          subject.store.change(id, (states, at) => {
            if (n === 2) throw new Refusal('FORBIDDEN');
            return subject.next(id, states, at);
          }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.status === 'fulfilled')).toEqual([true, true, false, true, true]);
    });

    test('writes no row when its event cannot be written', async () => {
      const id = subject.freshId();
      const torn = subject.store.change(id, (states, at) => {
        const change = subject.next(id, states, at);
        const events = (change.events ?? []).map((event) => ({
          ...event,
          contract: { ...event.contract, producer: 'nobody' as never },
        }));
        return { ...change, events };
      });
      await expect(torn).rejects.toThrow();
      expect(await subject.stored(id)).toBeUndefined();
    });

    test('writes no event when the transaction that it is part of is undone', async () => {
      const id = subject.freshId();
      const undone = subject.database.transaction(async (tx) => {
        await subject.store.changeWithin(tx, [{ ids: [id], fn: (states, at) => subject.next(id, states, at) }]);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect(await subject.stored(id)).toBeUndefined();
      expect(await told(id)).toEqual([]);
    });

    test('gives a repeated command its first answer and does it once', async () => {
      const id = subject.freshId();
      const command = { id: `conformance-${id}`, route: 'POST /conformance', bodyHash: 'h' };
      const send = (store: ChangeStore<S, R>) =>
        store.change(id, (states, at) => ({ ...subject.next(id, states, at), answer: 'first' }), command);
      expect(await Promise.all([send(subject.store), send(subject.twin), send(subject.store)])).toEqual(
        Array.from({ length: 3 }, () => 'first'),
      );
      const doneOnce = subject.freshId();
      await next(doneOnce);
      expect(await told(id)).toHaveLength((await told(doneOnce)).length);
    });
  });
}
