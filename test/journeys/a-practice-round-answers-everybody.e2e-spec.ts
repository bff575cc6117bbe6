import { describe, expect, test } from 'vitest';
import { runDemo } from './run-bulou.js';

describe('a practice round', () => {
  test('every person of a detected pool has a case and a recollection, and nobody is left without an answer', async () => {
    const { status, report } = await runDemo(['--persons', '2000', '--seed', '7', '--prevalence', '0.002']);
    expect(report.verify.checks.filter((check) => check.status === 'violated')).toEqual([]);
    expect(report).toMatchObject({ persons: 2000, unanswered: 0, verify: { violations: 0 } });
    expect(report.positives).toBe(4);
    expect(report.detectedPools).toBeGreaterThan(0);
    expect(report.recalled).toBe(report.cases);
    expect(status).toBe(0);
  });
});
