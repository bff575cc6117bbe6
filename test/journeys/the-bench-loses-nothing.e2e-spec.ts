import { describe, expect, test } from 'vitest';
import { house, runBulou } from './run-bulou.js';

interface Bench {
  personsPerSecond: number;
  copyRowsPerSecond: number;
  kafkaEventsPerSecond: number;
  persons: number;
  alerts: number;
  lost: number;
  lostBy: Record<string, number>;
  cpuMicrosecondsPerPerson: Record<string, number>;
}

describe('the bench', () => {
  test('measures the house and the machine in one run, and finds again everybody whom it scanned', async () => {
    const ran = await runBulou(house(), ['bench', '--seconds', '10', '--json']);
    if (!ran.stdout.startsWith('{')) throw new Error(`bench gave no report (status ${ran.status}):\n${ran.stderr}`);
    const report = JSON.parse(ran.stdout) as Bench;
    expect(report.lostBy).toEqual({ scans: 0, tubesAtLab: 0, results: 0, alerts: 0 });
    expect(report.persons).toBeGreaterThan(0);
    expect(report.alerts).toBeGreaterThan(0);
    for (const figure of [report.personsPerSecond, report.copyRowsPerSecond, report.kafkaEventsPerSecond]) {
      expect(figure).toBeGreaterThan(0);
    }
    for (const part of ['postgres', 'kafka', 'services'])
      expect(report.cpuMicrosecondsPerPerson[part]).toBeGreaterThan(0);
    expect(ran.status).toBe(0);
  });
});
