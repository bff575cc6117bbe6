import { eventually, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { Controller, Get, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database, PlatformModule, SseHub } from './index.js';

@Controller('v1')
class BoardController {
  constructor(private readonly streams: SseHub) {}

  @Get('board')
  board(@Res() reply: FastifyReply) {
    this.streams.join(reply, 'board');
  }
}

@Module({
  imports: [PlatformModule.for({ app: 'lab', schema: 'lab', migrations: [] })],
  controllers: [BoardController],
})
class BoardModule {}

let room: Room;

beforeAll(async () => {
  const board = {
    service: 'lab',
    method: 'GET',
    path: '/v1/board',
    roles: 'public',
    scope: 'none',
    summary: { zh: '', en: '' },
  } as const;
  const env = { KAFKA_BROKERS: '127.0.0.1:1' };
  room = await openRoom({ app: 'lab', schema: 'lab', module: BoardModule, env, options: { routes: [board] } });
});

afterAll(() => room?.close());

describe('the operator', () => {
  test('sees a live and ready service and its numbers without a token', async () => {
    expect(await room.call('GET', '/livez')).toMatchObject({ status: 200, body: { alive: true } });
    expect(await room.call('GET', '/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, checks: { database: 'ok' } },
    });
    const numbers = await room.call('GET', '/metrics');
    expect(numbers.body).toMatch(
      /bulou_http_request_seconds_count\{app="lab",method="GET",route="\/livez",status="200"\} \d+/,
    );
  });

  test('sees a service that lost its database as not ready, and ready again when it is back', async () => {
    const login = new URL(room.postgres.url).username;
    await room.postgres.admin(`alter role ${login} nologin`);
    await room.postgres.admin('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [login]);
    await eventually(async () => (await room.call('GET', '/readyz')).status === 503);
    expect((await room.call('GET', '/livez')).status).toBe(200);
    await room.postgres.admin(`alter role ${login} login`);
    await eventually(async () => (await room.call('GET', '/readyz')).status === 200);
  });

  test('can end a service while a stream is open, and the database is closed last', async () => {
    const other = await room.startAgain();
    const open = await fetch(`${other.url}/v1/board`);
    const begun = performance.now();
    await other.close();
    expect(performance.now() - begun).toBeLessThan(5_000);
    await open.text();
    await expect(other.app.get(Database).query('select 1')).rejects.toThrow();
    await expect(fetch(`${other.url}/livez`)).rejects.toThrow();
  });
});
