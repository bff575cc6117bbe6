import { eventually, namespacedPostgres } from '@lib/testing';
import { expect, onTestFinished, test } from 'vitest';
import { Database, Log, Rounds, Shutdown } from './index.js';

test('rounds that are made alone are made by one replica, and by the next one when it ends', async () => {
  const postgres = await namespacedPostgres('batching');
  onTestFinished(() => postgres.drop());
  const database = await Database.open({ app: 'batching', schema: 'batching', url: postgres.url, migrations: [] });
  onTestFinished(() => database.close());
  const log = Log.for('batching', { level: 'error' });
  const shutdown = new Shutdown(log);
  const turns = new Map<string, number>([
    ['first', 0],
    ['second', 0],
  ]);
  const begin = (replica: string) =>
    Rounds.start({
      ...{ name: 'sweep', everyMilliseconds: 5, log, shutdown, alone: database },
      turn: () => Promise.resolve(turns.set(replica, (turns.get(replica) ?? 0) + 1)),
    });
  const first = begin('first');
  await eventually(() => (turns.get('first') ?? 0) > 0);
  const second = begin('second');
  const seen = turns.get('first') ?? 0;
  await eventually(() => (turns.get('first') ?? 0) > seen + 20);
  expect(turns.get('second')).toBe(0);
  await first.stop();
  await eventually(() => (turns.get('second') ?? 0) > 0);
  await second.stop();
});
