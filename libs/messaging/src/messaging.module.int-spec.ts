import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { topics } from '@lib/contracts/topics';
import { Database, defineMigration, insertRows, PlatformModule, type Tx } from '@lib/platform';
import { eventually, freshNamespace, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import { Injectable, Module } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import {
  emit,
  type EventHandler,
  eventsOf,
  JobQueues,
  messagingMigrations,
  MessagingModule,
  Outbox,
  type ReceivedEvent,
} from './index.js';

@Injectable()
class OnCaseOpened implements EventHandler {
  readonly consumes = [CaseOpenedV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const rows = eventsOf(CaseOpenedV1, events).map(({ key, sequence, headers }) => ({
      case_id: key,
      sequence,
      actor: headers['ce_actor'],
    }));
    await insertRows(tx, 'heard', { case_id: 'text', sequence: 'int', actor: 'text' }, rows);
  }
}

@Injectable()
class NotProvided extends OnCaseOpened {}

const heard = defineMigration('0001-create-heard', 'create table heard (case_id text, sequence int, actor text)');
const platform = PlatformModule.for({
  app: 'isolation',
  schema: 'isolation',
  migrations: [...messagingMigrations, heard],
});

@Module({
  imports: [platform, MessagingModule.for({ app: 'isolation', handlers: [OnCaseOpened], urgent: [OnCaseOpened] })],
  providers: [OnCaseOpened],
})
class ListeningModule {}

@Module({ imports: [platform, MessagingModule.for({ app: 'isolation', handlers: [NotProvided] })] })
class ForgetfulModule {}

const open = (module: new () => object, env: Record<string, string>) =>
  openRoom({ app: 'isolation', schema: 'isolation', module, env: { REDIS_URL: 'redis://127.0.0.1:9', ...env } });

const tell = (room: Awaited<ReturnType<typeof open>>, sequence: number) =>
  room.service.app.get(Database).transaction((tx) => {
    const event = emit(CaseOpenedV1, CaseOpenedV1.example, { sequence, actor: 'machine' });
    return room.service.app.get(Outbox).append(tx, [event]);
  });

describe('a service with its pipe', () => {
  test('makes the topics of the house, tells facts and hears them, once in each of its groups', async () => {
    const kafka = namespacedKafka();
    const room = await open(ListeningModule, { BULOU_NAMESPACE: kafka.namespace });
    await tell(room, 1);
    await tell(room, 2);
    const rows = () =>
      room.service.app.get(Database).query('select case_id, sequence, actor from heard order by sequence');
    const once = { case_id: CaseOpenedV1.keyOf(CaseOpenedV1.example), actor: 'machine' };
    await eventually(
      async () => expect(await rows()).toEqual([1, 1, 2, 2].map((sequence) => ({ ...once, sequence }))),
      { withinMs: 30_000 },
    );
    expect((await kafka.admin.topicNames()).sort()).toEqual(topics.map((topic) => topic.name).sort());
    const [inbox] = await room.service.app
      .get(Database)
      .query('select array_agg(distinct consumer order by consumer) as names from inbox');
    expect(inbox).toEqual({ names: ['isolation', 'isolation-urgent'] });
    await room.close();
    await kafka.drop();
  });

  test('is ready while Kafka and Redis are away, and keeps its facts', async () => {
    const room = await open(ListeningModule, { KAFKA_BROKERS: '127.0.0.1:9', BULOU_NAMESPACE: freshNamespace() });
    await tell(room, 1);
    expect((await room.call('GET', '/readyz')).status).toBe(200);
    const waiting = await room.service.app.get(Database).query('select 1 from outbox where published_at is null');
    expect(waiting).toHaveLength(1);
    expect(await room.service.app.get(JobQueues).queue('isolation-open-case').add('esc-1-a1', 'x', {})).toMatchObject({
      isQueued: false,
    });
    const began = performance.now();
    await room.close();
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  test('does not start when a handler is no provider, and says which', async () => {
    await expect(open(ForgetfulModule, { BULOU_NAMESPACE: freshNamespace() })).rejects.toThrow(
      /NotProvided.*add it to the module/,
    );
  });

  test('works jobs of its queues until it ends', async () => {
    const redis = await namespacedRedis();
    const room = await open(ListeningModule, {
      KAFKA_BROKERS: '127.0.0.1:9',
      BULOU_NAMESPACE: redis.namespace,
      REDIS_URL: redis.url,
    });
    const jobs = room.service.app.get(JobQueues);
    const seen: string[] = [];
    jobs.work('isolation-open-case', async (job) => void seen.push(job.id));
    await eventually(
      async () => (await jobs.queue('isolation-open-case').add('esc-1-a1', 'open-case.v1', {})).isQueued,
    );
    await eventually(() => seen.length === 1);
    await room.close();
    await redis.drop();
  });
});
