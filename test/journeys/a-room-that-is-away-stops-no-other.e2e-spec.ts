import { eventually } from '@lib/testing';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { house, readStatus, runBulou, runDemo } from './run-bulou.js';

const service = async (act: 'stop' | 'start', ...names: string[]) => {
  const ran = await runBulou(house(), ['service', act, ...names]);
  if (ran.status !== 0) throw new Error(ran.stderr);
};

/** Counts rows as the read-only verifier sees them. */
async function counting(postgres: string): Promise<{ of(sql: string): Promise<number>; end(): Promise<void> }> {
  const client = new Client({ connectionString: postgres });
  await client.connect();
  return {
    of: async (sql) => Number((await client.query<{ n: string }>(`select count(*) as n from ${sql}`)).rows[0]?.n),
    end: () => client.end(),
  };
}

const patient = { withinMs: 120_000, everyMs: 200 };

describe('a room that is away', () => {
  test('sampling goes on without laboratory and command centre, uploads go on without notification, and all catches up', async () => {
    const { urls } = await readStatus();
    const count = await counting(urls.postgres);
    const sealed = () => count.of("batching.tubes where state <> 'opened'");
    const landed = () => count.of('lab.results');
    const rosters = () => count.of('registration.rosters');
    const before = { rosters: await rosters(), sealed: await sealed(), landed: await landed() };

    const campaign = runDemo(['--persons', '5000', '--seed', '17', '--prevalence', '0.001']);
    // The laboratories are registered and the first people are in, so nothing but sampling needs a room now.
    await eventually(async () => (await rosters()) > before.rosters, patient);
    await service('stop', 'lab', 'command-centre', 'notification');
    await eventually(async () => (await sealed()) > before.sealed + 100, patient);
    expect(await landed()).toBe(before.landed);

    await service('start', 'lab');
    await eventually(async () => (await landed()) > before.landed + 40, patient);
    expect((await readStatus()).services.find(({ name }) => name === 'notification')?.ready).not.toBe(true);

    await service('start', 'notification');
    await service('start', 'command-centre');
    const { report } = await campaign;
    await count.end();
    expect(report.verify.checks.filter((check) => check.status === 'violated')).toEqual([]);
    expect(report).toMatchObject({ positives: 5, unanswered: 0, verify: { violations: 0 } });
  });
});
