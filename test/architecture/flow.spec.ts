import { describe, expect, test } from 'vitest';
import { forbiddenCycles, readEdges, writeFlow } from './flow.js';
import { root } from './source-tree.js';

describe('facts flow down the house', () => {
  test('docs/FLOW.md is fresh (npm run flow writes it)', async () => {
    await expect(await writeFlow()).toMatchFileSnapshot(`${root}docs/FLOW.md`);
  });

  test('no fact flows back up, but by the ways that are allowed', () => {
    expect(forbiddenCycles(readEdges())).toEqual([]);
  });

  test('a planted cycle is caught', () => {
    const planted = [
      { from: 'batching', to: 'lab', event: 'tube-sealed.v1' },
      { from: 'lab', to: 'batching', event: 'result-recorded.v1' },
    ];
    expect(forbiddenCycles(planted)).toHaveLength(2);
  });
});
