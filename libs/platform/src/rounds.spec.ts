import { Writable } from 'node:stream';
import { eventually } from '@lib/testing';
import { expect, test } from 'vitest';
import { Log, moreWaits, Rounds, Shutdown } from './index.js';

function surroundings() {
  const lines: string[] = [];
  const destination = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
  const log = Log.for('lab', { destination });
  return { lines, log, shutdown: new Shutdown(log) };
}

const hourMs = 3_600_000;

test('a round that fails is told by its name, and the next one follows', async () => {
  const { lines, log, shutdown } = surroundings();
  let turns = 0;
  Rounds.start({
    ...{ name: 'sweep', everyMilliseconds: 1, log, shutdown },
    turn: async () => {
      turns += 1;
      await Promise.resolve();
      if (turns === 1) throw new Error('no broom');
    },
  });
  await eventually(() => turns > 2);
  await shutdown.run();
  expect(lines.filter((line) => line.includes('no broom'))).toHaveLength(1);
  expect(lines.join()).toContain('"of":"sweep"');
});

test('rests between two turns, but not while more waits', async () => {
  const { log, shutdown } = surroundings();
  let left = 5;
  let turns = 0;
  Rounds.start({
    ...{ name: 'sweep', everyMilliseconds: hourMs, log, shutdown },
    turn: async () => {
      turns += 1;
      left -= 1;
      return Promise.resolve(left > 0 ? moreWaits : undefined);
    },
  });
  await eventually(() => left === 0);
  await shutdown.run();
  expect(turns).toBe(5);
});

test('end with the consumers, after the turn in hand and without another', async () => {
  const { log, shutdown } = surroundings();
  const inHand = Promise.withResolvers<undefined>();
  let begun = 0;
  let done = 0;
  Rounds.start({
    ...{ name: 'sweep', everyMilliseconds: 1, log, shutdown },
    turn: async () => {
      begun += 1;
      await inHand.promise;
      done += 1;
    },
  });
  await eventually(() => begun === 1);
  let hasEnded = false;
  const end = shutdown.run().then(() => (hasEnded = true));
  expect(hasEnded).toBe(false);
  inHand.resolve(undefined);
  await end;
  expect([begun, done]).toEqual([1, 1]);
});
