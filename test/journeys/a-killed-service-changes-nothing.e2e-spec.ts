import { eventually } from '@lib/testing';
import { describe, expect, test } from 'vitest';
import { readStatus, runDemo } from './run-bulou.js';

const services = [
  'registration',
  'batching',
  'lab',
  'notification',
  'isolation',
  'command-centre',
  'result-desk',
  'gateway',
];

/** Kills each service in turn, hard, as soon as the one before it has come back; answers how many died. */
async function killEach(isOver: () => boolean): Promise<number> {
  let killed = 0;
  for (const name of services) {
    if (isOver()) break;
    const pid = (await readStatus()).services.find((service) => service.name === name)?.pid;
    if (!pid) throw new Error(`${name} has no process to kill`);
    process.kill(pid, 'SIGKILL');
    killed += 1;
    await eventually(
      async () => {
        const again = (await readStatus()).services.find((service) => service.name === name);
        expect(again?.ready && again.pid !== pid).toBe(true);
      },
      { withinMs: 60_000 },
    );
  }
  return killed;
}

describe('a campaign in which every service dies once', () => {
  test('ends as if nobody had died', async () => {
    let isOver = false;
    const campaign = runDemo(['--persons', '12000', '--seed', '11', '--prevalence', '0.0005']).finally(
      () => (isOver = true),
    );
    const killed = await killEach(() => isOver);
    const { report } = await campaign;
    expect(killed).toBe(services.length);
    expect(report.verify.checks.filter((check) => check.status === 'violated')).toEqual([]);
    expect(report).toMatchObject({ positives: 6, unanswered: 0, verify: { violations: 0 } });
    expect(report.recalled).toBe(report.cases);
  });
});
