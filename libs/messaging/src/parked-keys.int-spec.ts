import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { Database, PlatformModule, type Tx } from '@lib/platform';
import { freshNamespace, openRoom, type Room } from '@lib/testing';
import { Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventHandler, messagingMigrations, MessagingModule, type ReceivedEvent } from './index.js';

@Injectable()
class NeverGood implements EventHandler {
  readonly consumes = [CaseOpenedV1];

  on(_events: readonly ReceivedEvent[], _tx: Tx): Promise<void> {
    return Promise.reject(new Error('still broken'));
  }
}

@Module({
  imports: [
    PlatformModule.for({ app: 'lab', schema: 'lab', migrations: [...messagingMigrations] }),
    MessagingModule.for({ app: 'lab', handlers: [NeverGood] }),
  ],
  providers: [NeverGood],
})
class BrokenRoom {}

const admin = { sub: 'admin-1', role: 'admin', scope: {} } as const;
const eventId = '0198f2a0-0000-7000-8000-00000000aa01';

describe('the drawer of parked events', () => {
  let room: Room;

  const asked = async () =>
    (await room.service.app
      .get(Database)
      .query<{ kind: string; actor_id: string; object_id: string }>(
        `select kind, actor_id, object_id from lab_audit.entries where kind <> 'refused' order by sequence`,
      )) as { kind: string }[];
  const park = (id: string) =>
    room.service.app.get(Database).query(
      `insert into dead_letters (consumer, topic, partition, kafka_offset, key, event_id, type, state, reason, attempts, headers)
       values ('lab', 'bulou.case', 0, '0', 'case-1', $1, 'isolation.case-opened.v1', 'parked', 'it broke', 3, '{}')`,
      [id],
    );

  beforeAll(async () => {
    const env = { KAFKA_BROKERS: '127.0.0.1:9', BULOU_NAMESPACE: freshNamespace() };
    room = await openRoom({ app: 'lab', schema: 'lab', module: BrokenRoom, env });
    await park(eventId);
  });
  afterAll(() => room.close());

  test('is shown to an administrator and an auditor, and to nobody who works with tubes', async () => {
    const list = await room.call('GET', '/v1/parked', { as: admin });
    expect(list).toMatchObject({ status: 200, body: { parked: [{ eventId, key: 'case-1', state: 'parked' }] } });
    const auditor = { sub: 'auditor-1', role: 'auditor', scope: {} } as const;
    expect((await room.call('GET', '/v1/parked', { as: auditor })).status).toBe(200);
    const technician = { sub: 'technician-1', role: 'lab', scope: { lab: 'LAB-1' } } as const;
    expect((await room.call('GET', '/v1/parked', { as: technician })).status).toBe(403);
    const replay = { as: auditor, body: { consumer: 'lab', topic: 'bulou.case', key: 'case-1' } };
    expect((await room.call('PUT', '/v1/parked/replayed', replay)).status).toBe(403);
  });

  test('keeps what fails again, and says why', async () => {
    const body = { consumer: 'lab', topic: 'bulou.case', key: 'case-1' };
    const answer = await room.call('PUT', '/v1/parked/replayed', { as: admin, body });
    expect(answer).toMatchObject({ status: 200, body: { applied: 0, stillParked: 1, reason: expect.any(String) } });
    expect(await asked()).toEqual([]);
    const strange = { as: admin, body: { ...body, consumer: 'nobody' } };
    expect((await room.call('PUT', '/v1/parked/replayed', strange)).status).toBe(404);
  });

  test('gives up no detection and no result: the laboratory alone takes those back', async () => {
    const database = room.service.app.get(Database);
    const [letter] = await database.query<{ id: number }>('select id from dead_letters');
    const path = `/v1/parked/${letter?.id}/dropped`;
    for (const topic of ['bulou.detection', 'bulou.result']) {
      await database.query('update dead_letters set topic = $1', [topic]);
      const answer = await room.call('PUT', path, { as: admin, body: { reason: 'malformed' } });
      expect(answer).toMatchObject({ status: 409, body: { code: 'PARKED_ALARM_STAYS' } });
    }
    // However long the list is: what stands behind its first thousand is no less an alarm.
    const [last] = await database.query<{ id: number }>(
      `with copies as (
         insert into dead_letters (consumer, topic, partition, kafka_offset, key, event_id, type, state, reason, attempts, headers)
         select consumer, topic, partition, kafka_offset, key || n, gen_random_uuid(), type, state, reason, attempts, headers
           from dead_letters, generate_series(1, 1001) as n returning id)
       select max(id) as id from copies`,
    );
    const behind = await room.call('PUT', `/v1/parked/${last?.id}/dropped`, {
      as: admin,
      body: { reason: 'malformed' },
    });
    expect(behind).toMatchObject({ status: 409, body: { code: 'PARKED_ALARM_STAYS' } });
    await database.query('delete from dead_letters where id <> $1', [letter?.id]);
    await database.query(`update dead_letters set topic = 'bulou.case'`);
    expect(await asked()).toEqual([]);
  });

  test('gives up one event once, for a reason of the list, and the audit chain says who did it', async () => {
    const [letter] = await room.service.app.get(Database).query<{ id: number }>('select id from dead_letters');
    const path = `/v1/parked/${letter?.id}/dropped`;
    expect((await room.call('PUT', path, { as: admin, body: { reason: '张三 said so' } })).status).toBe(400);
    for (const _again of [1, 2]) {
      const answer = await room.call('PUT', path, { as: admin, body: { reason: 'superseded' } });
      expect(answer).toMatchObject({ status: 200, body: { id: letter?.id } });
    }
    expect(await asked()).toEqual([{ kind: 'parked-event-dropped', actor_id: 'admin-1', object_id: eventId }]);
    expect(
      (await room.call('PUT', '/v1/parked/99/dropped', { as: admin, body: { reason: 'superseded' } })).status,
    ).toBe(404);
    expect((await room.call('GET', '/v1/parked', { as: admin })).body).toEqual({ parked: [] });
  });
});
