import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { currentTraceparent, Database, PlatformModule, type Tx } from '@lib/platform';
import { eventually, namespacedRedis, openRoom } from '@lib/testing';
import { Controller, Inject, Injectable, Module, type OnApplicationBootstrap, Post } from '@nestjs/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  emit,
  type EventHandler,
  JobQueues,
  messagingMigrations,
  MessagingModule,
  Outbox,
  type ReceivedEvent,
} from './index.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

const route: RouteContract = {
  service: 'isolation',
  method: 'POST',
  path: '/v1/probes',
  roles: 'public',
  scope: 'none',
  summary: { zh: '', en: '' },
};

@Controller()
class ProbeController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  @Post(route.path)
  async post(): Promise<object> {
    await this.database.transaction((tx) =>
      this.outbox.append(tx, [emit(CaseOpenedV1, CaseOpenedV1.example, { sequence: 1 })]),
    );
    return {};
  }
}

@Injectable()
class OnCaseOpened implements EventHandler, OnApplicationBootstrap {
  readonly consumes = [CaseOpenedV1];
  readonly worked: (string | undefined)[] = [];

  constructor(@Inject(JobQueues) private readonly jobs: JobQueues) {}

  onApplicationBootstrap(): void {
    this.jobs.work('probes', async () => {
      this.worked.push(currentTraceparent());
    });
  }

  async on(_events: readonly ReceivedEvent[], _tx: Tx): Promise<void> {
    await this.jobs.queue('probes').add('probe-a1', 'probe', {}, currentTraceparent());
  }
}

@Module({
  imports: [
    PlatformModule.for({ app: 'isolation', schema: 'isolation', migrations: messagingMigrations }),
    MessagingModule.for({ app: 'isolation', urgent: [OnCaseOpened] }),
  ],
  controllers: [ProbeController],
  providers: [OnCaseOpened],
})
class TracedModule {}

const spans: Span[] = [];
const collector = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
    };
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.end('{}');
  });
});

let room: Awaited<ReturnType<typeof openRoom>>;
let redis: Awaited<ReturnType<typeof namespacedRedis>>;

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  redis = await namespacedRedis();
  const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
  room = await openRoom({
    app: 'isolation',
    schema: 'isolation',
    module: TracedModule,
    env: { REDIS_URL: redis.url, BULOU_NAMESPACE: redis.namespace, BULOU_TRACES_URL: url, BULOU_TRACES_SHARE: '0' },
    options: { routes: [route, ...routes.filter(({ path }) => path.startsWith('/v1/parked'))] },
  });
});

afterAll(async () => {
  await room?.close();
  await redis?.drop();
  collector.close();
});

test('one trace goes from the request through the fact in Kafka to the job in Redis', async () => {
  // Nobody begins a trace here (share 0); one that was begun outside is followed.
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  await room.call('POST', '/v1/probes', { headers });
  await eventually(() => room.service.app.get(OnCaseOpened).worked.length > 0);
  expect(room.service.app.get(OnCaseOpened).worked[0]).toContain(traceId);
  const named = (word: string) => spans.find(({ name }) => name.includes(word));
  await eventually(() => ['POST /v1/probes', 'isolation-urgent', 'process'].every((word) => named(word) !== undefined));
  const own = spans.filter((span) => span.traceId === traceId);
  expect(own.map(({ name }) => name).sort()).toEqual(
    expect.arrayContaining(['POST /v1/probes', 'isolation-urgent isolation.case-opened.v1']),
  );
  expect(named('isolation-urgent')?.parentSpanId).toBe(named('POST /v1/probes')?.spanId);
  expect(own.length).toBeGreaterThanOrEqual(4);
});

test('a request that nobody follows leaves no span', async () => {
  const before = spans.length;
  await room.call('POST', '/v1/probes');
  await eventually(() => room.service.app.get(OnCaseOpened).worked.length > 0);
  expect(spans.slice(before).filter(({ name }) => name === 'POST /v1/probes')).toEqual([]);
});
