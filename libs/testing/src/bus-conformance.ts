import { Refusal } from '@lib/contracts/refusals';
import type { OutboundMessage, ReceivedEvent } from '@lib/messaging';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BusBench, openBusBench } from './bus-bench.js';
import { eventually } from './eventually.js';

/** What a handler of the suite does before it writes; a test plants its fault here. */
type Fault = (event: ReceivedEvent) => void;

/** What every way in from Kafka keeps, whatever the client: order, once, nothing lost, nothing blocked. */
export function busConformance(name: string): void {
  let bench: BusBench;
  beforeEach(async () => {
    bench = await openBusBench();
  });
  afterEach(() => bench.close());

  describe(`${name}: an event`, () => {
    test('of a key arrives after all earlier ones of that key', async () => {
      const sequences = Array.from({ length: 1_200 }, (_, index) => index + 1);
      for (let from = 0; from < 1_200; from += 300) {
        await bench.send(
          ...sequences.slice(from, from + 300).flatMap((n) => [bench.message('a', n), bench.message('b', n)]),
        );
      }
      bench.group.start();
      await bench.untilApplied('a', sequences);
      await bench.untilApplied('b', sequences);
    });

    test('that comes twice is applied once', async () => {
      const twice = bench.message('twice', 1);
      await bench.send(twice, twice);
      bench.group.start();
      await bench.send(twice, bench.message('twice', 2), twice);
      await bench.untilApplied('twice', [1, 2]);
    });

    test('of a chunk that was committed but not acknowledged comes again without a second effect', async () => {
      await bench.send(...[1, 2, 3].map((n) => bench.message('again', n)));
      bench.group.start();
      await bench.untilApplied('again', [1, 2, 3]);
      await bench.group.stop();
      await bench.kafka.admin.deleteGroups(['copier']);
      await bench.send(bench.message('again', 4));
      bench.group = bench.newGroup();
      bench.group.start();
      await bench.untilApplied('again', [1, 2, 3, 4]);
    });

    test('that the room does not consume passes by', async () => {
      await bench.send(
        bench.message('by', 1, { headers: { ce_type: 'batching.probe-polished.v1' } }),
        bench.message('by', 2),
      );
      bench.group.start();
      await bench.untilApplied('by', [2]);
      expect(await bench.parkedKeys.list()).toEqual([]);
    });

    test('that the law refuses is written down, and its key goes on', async () => {
      bench.handler.fault = (event) => {
        if (event.sequence === 2) throw new Refusal('FORBIDDEN');
      };
      await bench.send(...[1, 2, 3].map((n) => bench.message('law', n)));
      bench.group.start();
      await bench.untilApplied('law', [1, 3]);
      const [letter] = await bench.parkedKeys.list();
      expect(letter).toMatchObject({ key: 'law', state: 'refused' });
      expect(letter?.reason).toContain('FORBIDDEN');
    });
  });

  poisonConformance(name, () => bench);
}

const poisons: readonly [string, (bench: BusBench) => OutboundMessage][] = [
  ['of an unknown version', (b) => b.message('p', 2, { headers: { ce_type: 'batching.probe-counted.v9' } })],
  ['whose value is not JSON', (b) => b.message('p', 2, { value: '{"probeId":' })],
  ['whose content breaks its contract', (b) => b.message('p', 2, { value: '{"probeId":"p","count":"two","by":"a"}' })],
  ['without a usable id', (b) => b.message('p', 2, { id: 'seven' })],
  ['without a type', (b) => b.message('p', 2, { headers: { ce_type: '' } })],
  [
    'with a NUL and half a character in it',
    (b) => b.message('p', 2, { headers: { ce_type: 'x\u0000\ud800' }, value: '\u0000' }),
  ],
];

const throwers: readonly [string, Fault][] = [
  [
    'a TypeError',
    () => {
      throw new TypeError('nothing is not a function');
    },
  ],
  [
    'a SyntaxError',
    () => {
      JSON.parse('{');
    },
  ],
  [
    'a plain object',
    () => {
      throw { status: 'error' } as unknown as Error;
    },
  ],
];

function poisonConformance(name: string, current: () => BusBench): void {
  describe(`${name}: a message`, () => {
    test.each(poisons)('%s parks its key; what follows waits in order, other keys go on', async (_name, poison) => {
      const bench = current();
      await bench.send(bench.message('p', 1), poison(bench), bench.message('p', 3), bench.message('q', 1));
      bench.group.start();
      await bench.untilApplied('q', [1]);
      await bench.untilParked('p', 2);
      await bench.send(bench.message('p', 4), bench.message('q', 2));
      await bench.untilApplied('q', [1, 2]);
      await bench.untilParked('p', 3);
      expect(await bench.applied('p')).toEqual([1]);
      const [first] = await bench.parked('p');
      expect(await bench.parkedKeys.drop(first?.id ?? 0, 'admin-1', 'unreadable')).toBe(true);
      expect(await bench.parkedKeys.replay('copier', 'bulou.probe', 'p')).toMatchObject({ applied: 2, stillParked: 0 });
      expect(await bench.applied('p')).toEqual([1, 3, 4]);
      await bench.send(bench.message('p', 5));
      await bench.untilApplied('p', [1, 3, 4, 5]);
    });
  });

  describe(`${name}: a handler`, () => {
    test.each(throwers)(
      'that throws %s parks the event after three attempts, and a replay after repair keeps the order',
      async (_name, fault) => {
        const bench = current();
        bench.handler.fault = (event) => {
          if (event.key === 'p' && event.sequence === 2) fault(event);
        };
        const others = Array.from({ length: 20 }, (_, index) => bench.message(`other-${index}`, 1));
        await bench.send(bench.message('p', 1), bench.message('p', 2), ...others, bench.message('p', 3));
        bench.group.start();
        const letters = await bench.untilParked('p', 2);
        expect(letters.map((letter) => letter.attempts)).toEqual([3, 0]);
        for (const other of others) await bench.untilApplied(other.key, [1]);
        expect(await bench.applied('p')).toEqual([1]);

        const stillBroken = await bench.parkedKeys.replay('copier', 'bulou.probe', 'p');
        expect(stillBroken).toMatchObject({ applied: 0, stillParked: 2 });
        bench.handler.fault = () => undefined;
        expect(await bench.parkedKeys.replay('copier', 'bulou.probe', 'p')).toMatchObject({
          applied: 2,
          stillParked: 0,
        });
        expect(await bench.applied('p')).toEqual([1, 2, 3]);
        await bench.send(bench.message('p', 4));
        await bench.untilApplied('p', [1, 2, 3, 4]);
      },
    );

    test('that fails twice and then succeeds leaves no mark', async () => {
      const bench = current();
      let failures = 0;
      bench.handler.fault = () => {
        failures += 1;
        if (failures <= 2) throw new Error('not yet');
      };
      await bench.send(bench.message('slow', 1));
      bench.group.start();
      await bench.untilApplied('slow', [1]);
      expect(await bench.parkedKeys.list()).toEqual([]);
    });

    test('that fails across a restart is given up after three attempts in all, for they are counted in the database', async () => {
      const bench = current();
      let calls = 0;
      bench.handler.fault = () => {
        calls += 1;
        throw new Error('never');
      };
      await bench.send(bench.message('stubborn', 1));
      bench.group.start();
      await eventually(async () => expect((await bench.parkedKeys.list())[0]?.attempts).toBe(1));
      await bench.group.stop();
      bench.group = bench.newGroup();
      bench.group.start();
      const [letter] = await bench.untilParked('stubborn', 1);
      expect(letter?.attempts).toBe(3);
      expect(calls).toBe(3);
    });
  });
}
