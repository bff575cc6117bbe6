import { messagingMigrations } from '@lib/messaging';
import { namespacedPostgres, testServer } from '@lib/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { readWaitingFacts } from './waiting-facts.js';

test('the status counts, service by service, what was put aside and is not closed, and its keys', async () => {
  const postgres = await namespacedPostgres('lab');
  const url = new URL(testServer('postgresUrl'));
  url.pathname = `/${postgres.database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query('set search_path = lab');
    for (const step of messagingMigrations) {
      await new step().up(client as unknown as Parameters<InstanceType<typeof step>['up']>[0]);
    }
    const letter = (offset: number, key: string, state: string) =>
      client.query(
        `insert into dead_letters (consumer, topic, partition, kafka_offset, key, event_id, type, state, reason, attempts, headers)
         values ('lab', 'bulou.tube', 0, $1, $2, gen_random_uuid(), 'batching.tube-sealed.v1', $3, 'it broke', 3, '{}')`,
        [offset, key, state],
      );
    await letter(0, 'one', 'parked');
    await letter(1, 'one', 'parked');
    await letter(2, 'two', 'refused');
    await letter(3, 'three', 'replayed');
    expect(await readWaitingFacts(url.href)).toMatchObject({ parked: { lab: { keys: 2, events: 3 } } });
  } finally {
    await client.end();
    await postgres.drop();
  }
});
