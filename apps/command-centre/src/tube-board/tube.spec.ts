import { describe, expect, test } from 'vitest';
import { CountChanges } from './count-changes.js';
import { countsOf } from './tube-counts.js';
import { markTube, type Tube, type TubeMark, unknownTube } from './tube.js';

const campaignId = '0198f2a0-0000-7000-8000-000000000001';
const roundId = '0198f2a0-0000-7000-8000-000000000002';
const belongs: TubeMark = { campaignId, roundId, siteCode: '330105-0001', purpose: 'round' };
const sealed: TubeMark = { ...belongs, sealedAt: 1_000, sealedPersons: 10 };
const voided: TubeMark = { ...belongs, voidedAt: 2_000, voidedPersons: 4, voidReason: 'void' };
const handed: TubeMark = { announcedIn: campaignId, handedAt: 3_000 };
const missing: TubeMark = { announcedIn: campaignId, missingAt: 4_000 };
const received: TubeMark = { announcedIn: campaignId, receivedAt: 4_000, receivedLast: 4_000 };
const rejected: TubeMark = { ...belongs, rejectedAt: 5_000, rejectionReason: 'leaking' };
const lost: TubeMark = { ...belongs, lostAt: 5_000 };
const resulted: TubeMark = { ...belongs, resultedAt: 6_000 };
const released = (version: number, finding: 'not-detected' | 'detected' | 'invalid', status = 'final'): TubeMark => ({
  ...belongs,
  releasedAt: 7_000 + version,
  release: { version, finding, status: status as 'final' },
});
const raised = (version: number): TubeMark => ({ ...belongs, alarmVersion: version, alarmPersons: 10 });
const withdrawn = (supersedes: number): TubeMark => ({ ...belongs, withdrawnVersion: supersedes });

const tubeOf = (...marks: TubeMark[]): Tube => marks.reduce(markTube, unknownTube('21000000001235'));
const placeAfter = (...marks: TubeMark[]): string | undefined => countsOf(tubeOf(...marks))?.place;
const stagesAfter = (...marks: TubeMark[]) => countsOf(tubeOf(...marks))?.stages ?? [];

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length <= 1) yield [...items];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}

describe('the place of a tube', () => {
  test.each<[string, TubeMark[], string]>([
    ['sealed and not handed over waits at the site', [sealed], 'at-site'],
    ['handed over and not counted is on the way', [sealed, handed], 'on-the-way'],
    ['not in the box at the count is missing', [sealed, handed, missing], 'missing'],
    ['found after it was missing is at the laboratory', [sealed, handed, missing, received], 'at-lab'],
    ['declared lost is lost', [sealed, handed, missing, lost], 'lost'],
    ['found after it was lost is at the laboratory', [sealed, lost, { ...received, receivedLast: 6_000 }], 'at-lab'],
    ['lost after it was received is lost', [sealed, received, lost], 'lost'],
    ['rejected at the bench has the reason of it', [sealed, handed, received, rejected], 'leaking'],
    ['void at the site has the reason of it', [sealed, voided], 'void'],
    ['with a result nobody released waits for the second person', [sealed, received, resulted], 'awaiting-release'],
    ['released is answered', [sealed, received, resulted, released(1, 'not-detected')], 'answered'],
    ['released as invalid has no answer', [sealed, resulted, released(1, 'invalid')], 'invalid'],
    [
      'with an alarm has no answer yet, released or not',
      [sealed, resulted, raised(1), released(1, 'detected')],
      'alarm',
    ],
    [
      'whose alarm was withdrawn is answered',
      [sealed, raised(1), withdrawn(1), released(2, 'not-detected')],
      'answered',
    ],
    ['whose alarm was raised again has an alarm', [sealed, raised(1), withdrawn(1), raised(3)], 'alarm'],
    [
      'whose result was cancelled waits for a new one',
      [sealed, released(1, 'invalid'), released(2, 'invalid', 'cancelled')],
      'cancelled',
    ],
  ])('a tube that is %s', (_law, marks, place) => {
    for (const order of permutations(marks)) expect(placeAfter(...order)).toBe(place);
  });

  test('a tube is in exactly one place and in no stage twice', () => {
    const stages = stagesAfter(sealed, handed, received, resulted, released(1, 'not-detected'));
    expect(stages).toEqual(['sampled', 'sealed', 'handed', 'received', 'resulted', 'released']);
  });
});

describe('the funnel of a tube', () => {
  test('nothing is counted before it is known who is in the tube', () => {
    expect(countsOf(tubeOf(handed))).toBeUndefined();
    expect(countsOf(tubeOf({ ...belongs, ...raised(1) }))).toBeUndefined();
  });

  test('a tube at the laboratory without a record of sealing is shown as such, with nobody in it', () => {
    expect(countsOf(tubeOf(received))).toMatchObject({ place: 'unannounced', persons: 0, stages: [] });
  });

  test('what came before the sealing is counted when the sealing comes', () => {
    expect(stagesAfter(resulted, received, sealed)).toEqual(['sampled', 'sealed', 'handed', 'received', 'resulted']);
  });

  test('a later stage implies the earlier ones', () => {
    expect(stagesAfter(sealed, resulted)).toContain('received');
    expect(stagesAfter(sealed, rejected)).toEqual(['sampled', 'sealed', 'handed']);
  });

  test('a tube made void while it was filled was sampled and never sealed', () => {
    expect(stagesAfter(voided)).toEqual(['sampled']);
  });

  test('a cancelled release takes the tube out of the released again', () => {
    expect(stagesAfter(sealed, released(1, 'detected'), released(2, 'detected', 'cancelled'))).not.toContain(
      'released',
    );
  });

  test('the same fact told twice changes nothing', () => {
    const once = tubeOf(sealed, handed, received, raised(1), released(1, 'detected'));
    const twice = tubeOf(sealed, handed, received, raised(1), released(1, 'detected'), received, sealed, raised(1));
    expect(twice).toEqual(once);
  });
});

describe('the changes of a chunk', () => {
  test('a tube that goes from the site to the road leaves one place and enters the other', () => {
    const changes = new CountChanges();
    changes.add(tubeOf(sealed), tubeOf(sealed, handed));
    expect(changes.counts.map(({ kind, name, persons, tubes }) => [kind, name, persons, tubes])).toEqual([
      ['place', 'at-site', -10, -1],
      ['place', 'on-the-way', 10, 1],
      ['stage', 'handed', 10, 1],
    ]);
  });

  test('a tube that does not change changes nothing', () => {
    const changes = new CountChanges();
    changes.add(tubeOf(sealed), tubeOf(sealed, sealed));
    expect([...changes.counts, ...changes.ticks]).toEqual([]);
  });

  test('the curve stands at the five minutes in which it happened, not in which it was heard', () => {
    const changes = new CountChanges();
    const at = Date.parse('2026-11-21T08:07:59.000Z');
    changes.add(unknownTube('21000000001235'), tubeOf({ ...sealed, sealedAt: at }));
    const bucketAt = Date.parse('2026-11-21T08:05:00.000Z');
    expect(changes.ticks).toMatchObject([
      { stage: 'sampled', bucketAt, persons: 10, tubes: 1 },
      { stage: 'sealed', bucketAt, persons: 10, tubes: 1 },
    ]);
  });
});
