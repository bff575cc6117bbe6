import { eventually, namespacedKafka, type NamespacedKafka, testServer } from '@lib/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { awaitRest } from '../../apps/bulou/src/verify/quiescence.js';
import { type AllRooms, insert, openAllRooms } from './rooms.js';

describe('verify waits until the house rests', () => {
  let rooms: AllRooms;
  let kafka: NamespacedKafka;
  let jobs = 0;

  beforeAll(async () => {
    rooms = await openAllRooms();
    kafka = namespacedKafka();
  });

  afterAll(async () => {
    await Promise.all([rooms.close(), kafka.drop()]);
  });

  beforeEach(async () => {
    jobs = 0;
    await rooms.client.query('delete from batching.outbox');
  });

  const rest = async (secondsMax: number) => {
    const { rows } = await rooms.client.query<{ name: string }>('select current_database() as name');
    const url = new URL(testServer('postgresUrl'));
    url.pathname = `/${rows[0]?.name}`;
    return awaitRest({ databaseUrl: url.href, kafka: kafka.settings, countLiveJobs: async () => jobs, secondsMax });
  };

  const tellUnsent = () =>
    insert(rooms.client, 'batching.outbox', [
      {
        id: '0198f2a0-0000-7000-8000-000000000001',
        aggregatetype: 'tube',
        aggregateid: '21000000001235',
        aggregate_version: 1,
        type: 'batching.tube-sealed.v1',
        payload: {},
        recorded_at: '2026-11-21T08:00:00Z',
      },
    ]);

  test('a house in which nothing moves rests at once', async () => {
    expect(await rest(5)).toMatchObject({ id: 'rest', status: 'ok', violations: 0 });
  });

  test('a fact that is never sent is a violation of its own, named, when the time is over', async () => {
    await tellUnsent();
    expect(await rest(0)).toMatchObject({ status: 'violated', violations: 1, sample: ['1 facts are not sent'] });
  });

  test('a job that waits keeps the house from resting', async () => {
    jobs = 2;
    expect(await rest(0)).toMatchObject({ status: 'violated', sample: ['2 jobs wait'] });
  });

  test('what is sent in time is waited for', async () => {
    await tellUnsent();
    const resting = rest(10);
    await eventually(() => rooms.client.query('update batching.outbox set published_at = clock_timestamp()'));
    expect(await resting).toMatchObject({ status: 'ok' });
  });
});
