import { describe, expect, test } from 'vitest';
import { runDemo } from './run-bulou.js';

const kinds = ['lose-tube', 'swap-people', 'withhold-positive', 'double-upload', 'drop-row', 'alter-custody'];

describe('verify names what was planted', () => {
  test.each(kinds)('%s', async (kind) => {
    const { status, report } = await runDemo(['--persons', '400', '--prevalence', '0.01', '--sabotage', kind]);
    expect(report.planted?.kind).toBe(kind);
    const named = report.verify.checks.filter((check) =>
      check.sample.some((line) => line.includes(report.planted?.id ?? '–')),
    );
    expect(named.filter((check) => check.status === 'violated')).not.toEqual([]);
    expect(status).toBe(1);
  });
});
