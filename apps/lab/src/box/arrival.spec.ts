import { describe, expect, test } from 'vitest';
import type { LabTubeState } from '../tube/tube.js';
import { compareCount } from './arrival.decider.js';

const stateOf = (states: Readonly<Record<string, LabTubeState>>) => (tubeId: string) => states[tubeId];

describe('a count of a box', () => {
  test('names what came, what did not, and what nobody had announced', () => {
    const states = stateOf({ a: 'received', b: 'expected', c: 'rejected', other: 'received' });
    const count = { received: ['a', 'other', 'strange'], rejected: [{ tubeId: 'c', reason: 'leaking' as const }] };
    expect(compareCount(count, ['a', 'b', 'c'], states)).toEqual({
      expected: 3,
      received: ['a', 'other'],
      rejected: [{ tubeId: 'c', reason: 'leaking' }],
      missing: ['b'],
      unexpected: ['other', 'strange'],
    });
  });
  test('does not miss what an earlier count has seen, or what was declared lost', () => {
    const states = stateOf({ a: 'received', b: 'resulted', c: 'lost' });
    expect(compareCount({ received: ['a'], rejected: [] }, ['a', 'b', 'c'], states).missing).toEqual([]);
  });
  test('stands as it is while the hand-over is not known', () => {
    expect(compareCount({ received: ['a'], rejected: [] }, undefined, () => undefined)).toEqual({
      ...{ expected: null, received: ['a'], rejected: [], missing: [], unexpected: [] },
    });
  });
});
