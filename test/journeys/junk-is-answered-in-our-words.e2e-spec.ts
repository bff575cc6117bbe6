import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from '../architecture/source-tree.js';
import { house, runBulou } from './run-bulou.js';

interface Asked {
  readonly role: string;
  readonly operations: number;
  readonly questions: number;
  readonly isGood: boolean;
}

test('whatever is asked of any route is answered as its description says, and never by a fault', async () => {
  const { status, stdout, stderr } = await runBulou(house(), ['fuzz', '--seconds', '45', '--seed', '1', '--json']);
  expect(status, stderr).toBe(0);
  const { questions, roles } = JSON.parse(stdout) as { questions: number; roles: Asked[] };
  expect(roles.filter(({ isGood }) => !isGood)).toEqual([]);
  expect(existsSync(`${root}.schemathesis`)).toBe(false);
  expect(questions).toBeGreaterThan(500);
  expect(roles.reduce((sum, { operations }) => sum + operations, 0)).toBeGreaterThan(50);
});
