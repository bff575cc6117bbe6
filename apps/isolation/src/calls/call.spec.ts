import { describe, expect, test } from 'vitest';
import { followUpOf } from './call.decider.js';

const max = 3;

describe('a call', () => {
  test.each([
    ['reached', null],
    ['declines', 'door-knock'],
    ['urgent-need', 'urgent-need'],
  ] as const)('that ends with “%s” reached the person', (outcome, opens) => {
    expect(followUpOf(outcome, 0, max)).toEqual({ isReached: true, opens });
  });

  test('with a wrong number reached somebody else: the next word is said at the door', () => {
    expect(followUpOf('wrong-number', 0, max)).toEqual({ isReached: false, opens: 'door-knock' });
  });

  test.each(['no-answer', 'switched-off'] as const)(
    'that ends with “%s” is tried again until the policy’s most',
    (outcome) => {
      const opened = [0, 1, 2, 3].map((before) => followUpOf(outcome, before, max).opens);
      expect(opened).toEqual([null, null, 'door-knock', 'door-knock']);
      expect(followUpOf(outcome, 5, max).isReached).toBe(false);
    },
  );
});
