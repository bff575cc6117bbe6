import { describe, expect, test } from 'vitest';
import { owedAfter } from './after-decision.decider.js';
import type { SettledDecision } from './after-decision.decider.js';

const owed: readonly [SettledDecision, boolean, string | null][] = [
  ['first-stands', false, null],
  ['second-stands', false, 'correct-result'],
  ['draw-again', true, 'weigh-redraw'],
];

describe('what is owed after a decision on two results that contradict each other', () => {
  test.each(owed)('%s: a swab (%s) and a task (%s)', (decision, draws, task) => {
    expect(owedAfter(decision, true)).toEqual({ draws, task });
  });

  test.each(owed)('%s owes nothing once the laboratory has taken the result back', (decision) => {
    expect(owedAfter(decision, false)).toEqual({ draws: false, task: null });
  });
});
