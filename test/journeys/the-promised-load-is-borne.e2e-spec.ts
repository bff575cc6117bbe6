import { describe, expect, test } from 'vitest';
import { house, runBulou } from './run-bulou.js';

interface Drill {
  readonly persons: number;
  readonly claims: readonly { readonly en: string; readonly measured: string; readonly holds: boolean }[];
  readonly figures: Readonly<Record<string, number>>;
  readonly holds: boolean;
}

/** Runs a small drill. Out: its report and the claims that do not hold. */
async function drill(...args: readonly string[]) {
  const ran = await runBulou(house(), ['drill', ...args, '--json']);
  if (!ran.stdout.startsWith('{')) throw new Error(`the drill gave no report (status ${ran.status}):\n${ran.stderr}`);
  const report = JSON.parse(ran.stdout) as Drill;
  // How fast is measured on a quiet machine by the drill itself, and a small wave may be over before a worker can die of
  // the same job twice; here it is what may not be otherwise on any machine.
  const ofSize = ['fan-out received', 'jobs over which'];
  const broken = report.claims.filter(({ en, holds }) => !holds && !ofSize.some((words) => en.startsWith(words)));
  return { report, broken, status: ran.status };
}

describe('the load that is promised, in small', () => {
  test('twenty pools detected at once: each member has one case, with an owner', async () => {
    const { report, broken } = await drill('alarms', '--pools', '20');
    expect(report.persons).toBe(200);
    expect(broken).toEqual([]);
  });

  test('memberships while Redis is emptied and isolation is killed twice over one job: none lost, none doubled', async () => {
    const { report, broken } = await drill('faults', '--memberships', '2000');
    expect(broken).toEqual([]);
    expect(report.figures['kills']).toBeGreaterThanOrEqual(2);
  });

  test('a storm of corrections revokes each case once', async () => {
    const { report, broken, status } = await drill('corrections', '--cases', '200');
    expect(report.persons).toBe(200);
    expect(broken).toEqual([]);
    expect(status).toBe(0);
  });

  test('a drill that does not exist, or has no size, is refused before anything starts', async () => {
    expect((await runBulou(house(), ['drill', 'rumours'])).status).toBe(2);
    expect((await runBulou(house(), ['drill', 'alarms', '--pools', '0'])).status).toBe(2);
  });
});
