import { describe, expect, test } from 'vitest';
import type { Member } from '../tube/tube.js';
import { type FilledTube, nearOf } from './near.decider.js';

const minute = 60_000;
const swab = (subjectId: string, minutes: number, more: Partial<Member> = {}): Member => ({
  ...{ position: 1, subjectKind: 'person', subjectId, actor: 'sampler-1', deviceId: 'lane-1', deviceSeq: 1 },
  ...{ capturedAt: new Date(minutes * minute), recordedAt: new Date(minutes * minute) },
  ...more,
});
const tube = (tubeId: string, members: readonly Member[], siteCode = 'site'): FilledTube => ({
  ...{ tubeId, siteCode, purpose: 'round', openedAt: new Date(0), members },
});
const near = (own: readonly FilledTube[], lanes: readonly FilledTube[]) =>
  nearOf('i', own, lanes, 15 * minute).map(({ participantId, kind }) => `${participantId} ${kind}`);

describe('who was near a person', () => {
  test('everybody of the same tube, however long it stood open, and not the person', () => {
    expect(near([tube('a', [swab('i', 0), swab('m', 90)])], [])).toEqual(['m tube-mate']);
  });

  test('whoever was swabbed in the same lane within the window, the nearest first', () => {
    const lane = tube('b', [swab('far', 14), swab('next', -2), swab('over', 16)]);
    expect(near([tube('a', [swab('i', 0)])], [lane])).toEqual(['next same-queue', 'far same-queue']);
  });

  test('nobody of another lane or another site: their clocks and their queues are not ours', () => {
    const other = tube('b', [swab('x', 1, { deviceId: 'lane-2' })]);
    expect(near([tube('a', [swab('i', 0)])], [other, tube('c', [swab('y', 1)], 'elsewhere')])).toEqual([]);
  });

  test('each person once, and a shared tube counts before a place in the queue', () => {
    const own = tube('a', [swab('i', 0), swab('m', 3)]);
    expect(near([own], [own, tube('b', [swab('m', 1), swab('i', 2)])])).toEqual(['m tube-mate']);
  });

  test('no place and no goods', () => {
    expect(near([tube('a', [swab('i', 0), swab('door', 1, { subjectKind: 'place' })])], [])).toEqual([]);
  });
});
