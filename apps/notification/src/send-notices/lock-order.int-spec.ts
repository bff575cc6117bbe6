import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { Database, systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { expect, test } from 'vitest';
import { StandingStore } from '../standing/standing.store.js';
import { ask, sendOf, theHouse, toPerson, withNoticeRoom } from './notice-room.js';
import { SendStore } from './send.store.js';

withNoticeRoom();

test('a try and the fact that it waits for come at the same instant, and neither is ended for the other’s sake', async () => {
  const { room, facts } = theHouse();
  const { app } = room.service;
  const measureId = systemIds.uuid7();
  const { request } = toPerson({
    kind: 'hold-begun',
    restsOn: { kind: 'measure', id: measureId, sequence: 2, state: 'running' },
  });
  await facts.tell(MeasureStartedV1, { measureId });
  const stands = 'select 1 from notification.notice_standings where id = $1';
  await eventually(async () => (await room.postgres.admin(stands, [measureId])).length === 1);
  const [entry] = await ask(request);
  const { noticeId } = entry!;
  await eventually(async () => (await sendOf(noticeId, 'sms')).reason === 'not-told-yet');

  const database = app.get(Database);
  const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const fact = database.transaction(async (tx) => {
    await tx.query('select 1 from notice_standings where id = $1 for update', [measureId]);
    held.resolve();
    await go.promise;
    await app.get(StandingStore).keep(tx, [{ kind: 'measure', id: measureId, state: 'running', sequence: 2 }]);
  });
  await held.promise;
  const look = database.transaction((tx) => app.get(SendStore).lock(tx, noticeId, 'sms'));
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%notice_standings%'
     and datname = current_database()`;
  await eventually(async () => (await room.postgres.admin(waiting)).length > 0);
  go.resolve();
  expect(await Promise.allSettled([fact, look])).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
});
