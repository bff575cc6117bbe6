import { custodyHash } from '@lib/vocabulary';
import type { Finding } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  aRow,
  aTubeRow,
  aTurn,
  anAct,
  handedFacts,
  minutesAfterNoon,
  namesOf,
  receivedTube,
  sealedFacts,
  surroundings,
  tubeId,
} from './a-tube.js';
import { learnHandOver, learnSealing } from './foreign-facts.decider.js';
import { receiveTube } from './bench.decider.js';
import { settle } from './settle.decider.js';
import { unknownTube } from './tube.js';
import type { LabTube } from './tube.js';
import type { Turn } from './turn.js';

const detectedRow = aTubeRow(
  aRow({ finding: 'detected', ct: { orf1ab: undefined, n: undefined, internalControl: undefined } }),
);

type Fact = 'sealed' | 'handed' | 'counted' | 'uploaded';
const tell: Record<Fact, (turn: Turn) => void> = {
  sealed: (turn) => learnSealing(turn, sealedFacts()),
  handed: (turn) => learnHandOver(turn, handedFacts()),
  counted: (turn) => receiveTube(turn, anAct()),
  uploaded: (turn) => {
    turn.change({ rows: [...turn.tube.rows, detectedRow] });
    settle(turn);
  },
};

const permutations = <T>(all: readonly T[]): T[][] =>
  all.length < 2
    ? [[...all]]
    : all.flatMap((one) => permutations(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));

function end(order: readonly Fact[]) {
  let tube: LabTube = unknownTube(tubeId);
  const turns = order.map((fact) => {
    const turn = aTurn(tube);
    tell[fact](turn);
    ({ tube } = turn);
    return turn;
  });
  return {
    tube: { ...tube, acts: tube.acts.filter(({ state }) => state === 'waiting') },
    custody: turns.flatMap(({ custody }) => custody),
    facts: turns.flatMap(namesOf),
    row: turns.flatMap(({ rowOutcomes }) => rowOutcomes).at(-1),
  };
}

describe('the facts about a tube', () => {
  const orders = permutations<Fact>(['sealed', 'handed', 'counted', 'uploaded']);
  const usual = end(['sealed', 'handed', 'counted', 'uploaded']);

  test('come in twenty-four orders', () => expect(orders).toHaveLength(24));

  test('end in a result, an alarm and a chain of custody', () => {
    expect(usual.facts).toEqual(['result-recorded#1', 'detection-raised#1']);
    expect(usual.tube).toMatchObject({
      state: 'resulted',
      custody: { seq: 6 },
      effective: { finding: 'detected', version: 1 },
    });
    expect(usual.custody.map(({ entry }) => `${entry.seq} ${entry.step}`)).toEqual(['5 received', '6 resulted']);
    expect(usual.row).toMatchObject({ outcome: 'accepted', resultVersion: 1 });
  });

  test.each(orders)('%s, %s, %s, %s end in the same state', (...order) => expect(end(order)).toEqual(usual));
});

describe('a row that lands', () => {
  const landed = (finding: Finding) => {
    const turn = aTurn(
      receivedTube({
        rows: [aTubeRow(aRow({ finding, ct: { orf1ab: undefined, n: undefined, internalControl: undefined } }))],
      }),
    );
    settle(turn);
    return turn.facts.filter(({ contract }) => contract.name === 'detection-raised').map(({ content }) => content);
  };

  test.each(['detected', 'inconclusive', 'single-target'] as const)(
    'as %s raises its alarm that instant, with everybody of the tube, released or not',
    (finding) => {
      const members = sealedFacts().members;
      expect(landed(finding)).toMatchObject([{ finding, resultVersion: 1, members }]);
    },
  );

  test.each(['not-detected', 'invalid'] as const)('as %s raises none', (finding) => {
    expect(landed(finding)).toEqual([]);
  });
});

describe('custody', () => {
  test('goes on from the hash of the hand-over, link by link', () => {
    const { custody } = end(['sealed', 'handed', 'counted', 'uploaded']);
    let previous = handedFacts().custodyHash;
    for (const { entry, hash } of custody) {
      expect(hash).toBe(custodyHash(surroundings().hash, previous, entry));
      previous = hash;
    }
  });

  test('does not start before the hand-over is known', () => {
    expect(end(['sealed', 'counted', 'uploaded'])).toMatchObject({
      custody: [],
      facts: [],
      tube: { state: 'expected' },
    });
  });
});

describe('a tube of another laboratory', () => {
  test('is not received here, and its row is held as unknown', () => {
    const turn = aTurn(unknownTube(tubeId));
    learnSealing(turn, sealedFacts());
    learnHandOver(turn, handedFacts({ labCode: 'LAB-B' }));
    receiveTube(turn, anAct());
    tell.uploaded(turn);
    expect(turn.tube.state).toBe('expected');
    expect(turn.rowOutcomes.at(-1)).toMatchObject({ outcome: 'held', fault: { code: 'TUBE_UNKNOWN' } });
  });

  test('becomes ours when its box is handed on to us', () => {
    const turn = aTurn(unknownTube(tubeId));
    learnHandOver(turn, handedFacts({ labCode: 'LAB-B' }));
    receiveTube(turn, anAct());
    learnHandOver(turn, handedFacts({ custodySeq: 5 }));
    expect(turn.tube).toMatchObject({ state: 'received', custody: { seq: 6 } });
  });
});

describe('what will never give a result', () => {
  const rejected = anAct({ kind: 'rejected', reason: 'leaking' });
  test('is told with its members, as soon as they are known', () => {
    const turn = aTurn(unknownTube(tubeId));
    learnHandOver(turn, handedFacts());
    receiveTube(turn, rejected);
    expect(namesOf(turn)).toEqual([]);
    learnSealing(turn, sealedFacts());
    expect(namesOf(turn)).toEqual(['tube-rejected#1']);
    expect(turn.facts[0]?.content).toMatchObject({ reason: 'leaking', members: [{ position: 1 }, { position: 2 }] });
  });

  test('takes no result any more', () => {
    const turn = aTurn(receivedTube({ state: 'rejected' }));
    tell.uploaded(turn);
    expect(turn.rowOutcomes.at(-1)).toMatchObject({ outcome: 'rejected', fault: { code: 'TUBE_REJECTED' } });
    expect(turn.tube.rows).toEqual([]);
  });

  test('when it was lost and is found, is received and takes its result', () => {
    const turn = aTurn(receivedTube({ state: 'expected', receivedAt: undefined, custody: undefined }));
    receiveTube(turn, anAct({ id: 'lost', kind: 'lost', recordedAt: minutesAfterNoon(1) }));
    expect(namesOf(turn)).toEqual(['tube-lost#1']);
    expect(turn.facts[0]?.content).toMatchObject({ lastPlace: '330105-0001' });
    tell.uploaded(turn);
    expect(turn.rowOutcomes.at(-1)).toMatchObject({ outcome: 'held', fault: { code: 'TUBE_NOT_RECEIVED' } });
    receiveTube(turn, anAct({ id: 'found', recordedAt: minutesAfterNoon(2) }));
    expect(turn.tube.state).toBe('resulted');
    expect(turn.custody.map(({ entry }) => entry.step)).toEqual(['lost', 'received', 'resulted']);
    expect(namesOf(turn)).toEqual(['tube-lost#1', 'result-recorded#2', 'detection-raised#1']);
  });
});

test('a count that is made twice changes nothing the second time', () => {
  const turn = aTurn(unknownTube(tubeId));
  learnHandOver(turn, handedFacts());
  receiveTube(turn, anAct());
  receiveTube(turn, anAct({ id: 'again', recordedAt: minutesAfterNoon(5) }));
  expect(turn.custody).toHaveLength(1);
  expect(turn.acts.get('again')?.state).toBe('idle');
});
