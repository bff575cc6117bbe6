import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sum, tallyOf } from './suite.js';

const folder = mkdtempSync(join(tmpdir(), 'bulou-suite-'));
afterAll(() => rmSync(folder, { recursive: true }));

function reportOf(
  passed: number,
  failed: number,
  files: { status: string; assertionResults: unknown[] }[] = [],
): string {
  const file = join(folder, 'report.json');
  const testResults = files.map((one) => ({ name: 'x.spec.ts', ...one }));
  writeFileSync(
    file,
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numFailedTestSuites: 0, testResults }),
  );
  return file;
}

describe('the count of the suite', () => {
  test('adds up what every stage says', () => {
    expect(sum([tallyOf(reportOf(12, 0), 0), { passed: 1, failed: 2 }])).toEqual({ passed: 13, failed: 2 });
  });

  test('counts a file that could not be loaded as a failure, though no test of it failed', () => {
    expect(tallyOf(reportOf(5, 0, [{ status: 'failed', assertionResults: [] }]), 1)).toEqual({ passed: 5, failed: 1 });
  });

  test('takes no silence for success: no missing report, no bad end without a failed test, no stage without a test', () => {
    expect(tallyOf(join(folder, 'absent.json'), 0)).toEqual({ passed: 0, failed: 1 });
    expect(tallyOf(reportOf(5, 0), 1)).toEqual({ passed: 5, failed: 1 });
    expect(tallyOf(reportOf(0, 0), 0)).toEqual({ passed: 0, failed: 1 });
  });
});
