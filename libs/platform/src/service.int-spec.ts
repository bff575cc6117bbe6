import { Refusal } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { eventually, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { Body, Controller, Get, Inject, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  Actor,
  CONFIG,
  Database,
  Idempotency,
  IdempotencyKey,
  PlatformModule,
  SseHub,
  currentRequest,
  defineMigration,
  insertRows,
  parse,
  requireScope,
} from './index.js';
import type { ServiceConfig, TokenClaims } from './index.js';

// The smallest whole service: a table, a command, a read, a file, a stream. It is the example to copy from.
const note = z.strictObject({ site: z.string().max(12), text: z.string().max(40) });
const route = (method: 'GET' | 'POST', path: string, more: Partial<RouteContract> = {}): RouteContract => ({
  service: 'lab',
  method,
  path,
  roles: ['sampler'],
  scope: 'none',
  summary: { zh: '便条', en: 'notes' },
  ...more,
});
const routes: readonly RouteContract[] = [
  route('POST', '/v1/notes', { scope: 'site', isIdempotent: true }),
  route('GET', '/v1/notes/:site', { scope: 'site' }),
  route('GET', '/v1/board', { roles: 'public', isStream: true }),
  route('GET', '/v1/broken'),
  route('POST', '/v1/files', { takesFile: true, bodyLimitBytes: 100_000 }),
];

@Controller('v1')
class NotesController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly streams: SseHub,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Post('notes')
  async write(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const { site, text } = parse(note, body);
    requireScope(actor, 'site', site);
    return this.idempotency.run(key, 'POST /v1/notes', body, async (tx) => {
      if (text === 'full') throw new Refusal('TUBE_FULL', { site });
      const row = { site, text, written_by: currentRequest()?.actor?.id, recorded_at: tx.recordedAt };
      const columns = { site: 'text', text: 'text', written_by: 'text', recorded_at: 'timestamptz' };
      const [stored] = await insertRows<{ id: number }>(tx, 'notes', columns, [row], { returning: ['id'] });
      tx.afterCommit(() => this.streams.publish('board', { event: 'note', payload: { site } }));
      return { id: stored?.id, at: tx.recordedAt.toISOString() };
    });
  }

  @Get('notes/:site')
  async list(@Actor() actor: Actor, @Param('site') site: string) {
    requireScope(actor, 'site', site);
    return this.database.query('select text, written_by from notes where site = $1 order by id', [site]);
  }

  @Get('board')
  board(@Res() reply: FastifyReply) {
    this.streams.join(reply, 'board', [{ event: 'hello', payload: { app: this.config.app } }]);
  }

  @Get('broken')
  async broken() {
    await this.database.query(
      `do $$ begin raise exception using errcode = '22023', message = 'none is "王小明 110101199003070011"'; end $$`,
    );
  }

  @Post('files')
  file(@Body() body: Buffer) {
    return { bytes: body.length, first: body[0] };
  }
}

const migrations = [
  defineMigration(
    '0000-create-command-answers',
    'create table command_answers (command_id text primary key, route text not null, body_hash text not null, answer jsonb not null, recorded_at timestamptz not null)',
  ),
  defineMigration(
    '0001-create-notes',
    'create table notes (id bigint generated always as identity, site text, text text, written_by text, recorded_at timestamptz)',
  ),
];

@Module({
  imports: [PlatformModule.for({ app: 'lab', schema: 'lab', migrations })],
  controllers: [NotesController],
})
class NotesModule {}

let room: Room;
const sampler: TokenClaims = { sub: 'duty-7', role: 'sampler', scope: { site: '110101-0001' } };

beforeAll(async () => {
  const env = { KAFKA_BROKERS: '127.0.0.1:1' };
  room = await openRoom({ app: 'lab', schema: 'lab', module: NotesModule, env, options: { routes } });
});

afterAll(() => room?.close());

const key = (n: number) => `0190d7c8-0000-7000-8000-${String(n).padStart(12, '0')}`;
const writeNote = (n: number, text: string) =>
  room.call('POST', '/v1/notes', { as: sampler, key: key(n), body: { site: '110101-0001', text } });

describe('the guard', () => {
  test('lets in the role that the table names', async () => {
    expect((await writeNote(1, 'first')).status).toBe(201);
    const listed = await room.call('GET', '/v1/notes/110101-0001', { as: sampler });
    expect(listed).toMatchObject({ status: 200, body: [{ text: 'first', written_by: 'duty-7' }] });
  });

  test('refuses whoever has no token, a wrong role, or a token meant for others', async () => {
    const status = async (headers: Record<string, string>) =>
      (await room.call('GET', '/v1/notes/110101-0001', { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Basic YWRtaW46YWRtaW4=' })).toBe(401);
    expect(await status({ authorization: await room.bearer({ ...sampler, role: 'courier' }) })).toBe(403);
    expect(await status({ authorization: await room.bearer(sampler, { audience: 'other' }) })).toBe(401);
    expect(await status({ authorization: await room.bearer(sampler, { issuer: 'somebody' }) })).toBe(401);
  });

  test('what belongs to another site looks like what does not exist', async () => {
    const foreign = await room.call('GET', '/v1/notes/110102-0001', { as: sampler });
    const absent = await room.call('GET', '/v1/nowhere', { as: sampler });
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(absent.body);
  });

  test('a service whose controller serves a route outside the table does not start', async () => {
    await expect(room.startAgain({ routes: routes.slice(1) })).rejects.toThrow('POST /v1/notes');
  });
});

describe('an error', () => {
  test('of the law is a problem with code, words and cure in both languages', async () => {
    const answer = await writeNote(2, 'full');
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      type: 'urn:bulou:problem:TUBE_FULL',
      status: 409,
      code: 'TUBE_FULL',
      messages: { zh: '本管已满', en: 'this tube is full' },
      cure: { zh: '请封管并换新管', en: 'seal it and take a new tube' },
      facts: { site: '110101-0001' },
    });
  });

  test('of the input names every path and never the value', async () => {
    const send = (body: unknown, command = key(3)) =>
      room.call('POST', '/v1/notes', { as: sampler, key: command, body });
    expect(await send({ site: 1, text: 'ok' })).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED', errors: [{ path: 'site', code: 'INVALID_TYPE' }] },
    });
    const noJson = await send('{"site":"张三');
    expect(noJson).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
    expect(JSON.stringify(noJson.body)).not.toContain('张三');
    expect(await send({ site: '110101-0001', text: 'b' }, 'x')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'Idempotency-Key' }] },
    });
  });

  test('of ours says only its number, and the log has the rest without anybody in it', async () => {
    const answer = await room.call('GET', '/v1/broken', { as: sampler });
    const incident = answer.headers.get('x-incident');
    expect(answer).toMatchObject({ status: 500, body: { code: 'FAULT', incident } });
    expect(JSON.stringify(answer.body)).not.toContain('int');
    const line = room
      .logged()
      .split('\n')
      .find((each) => incident !== null && each.includes(incident));
    expect(line).toContain('22023');
    expect(room.logged()).not.toContain('王小明');
    expect(room.logged()).not.toContain('110101199003070011');
  });

  test('a body that is too large, too deep or of another type is refused unread', async () => {
    const status = async (body: string, type = 'application/json') =>
      (await room.call('POST', '/v1/notes', { as: sampler, key: key(4), body, headers: { 'content-type': type } }))
        .status;
    expect(await status(JSON.stringify({ text: 'x'.repeat(20_000) }))).toBe(413);
    expect(await status('{"text":"a\\u0000b"}')).toBe(400);
    expect(await status('['.repeat(40) + ']'.repeat(40))).toBe(400);
    expect(await status('site=1', 'application/x-www-form-urlencoded')).toBe(415);
    expect(await status('{"__proto__":{"site":"x"}}')).toBe(400);
  });

  test('a file is taken as bytes under any type, up to the limit of its route', async () => {
    const send = (size: number, type: string) =>
      room.call('POST', '/v1/files', {
        as: sampler,
        body: Buffer.alloc(size, 0xd0),
        headers: { 'content-type': type },
      });
    expect(await send(50_000, 'application/json')).toMatchObject({ status: 201, body: { bytes: 50_000, first: 0xd0 } });
    expect((await send(50_000, 'text/csv; charset=gbk')).status).toBe(201);
    expect((await send(100_001, 'text/csv')).status).toBe(413);
  });
});

test('a stream begins with the present state and carries what a command published', async () => {
  const stop = new AbortController();
  const answer = await fetch(`${room.service.url}/v1/board`, { signal: stop.signal });
  let seen = '';
  const reading = (async () => {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>)
      seen += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  await eventually(() => seen.includes('event: hello\ndata: {"app":"lab"}\n\n'));
  await writeNote(20, 'shown');
  await eventually(() => seen.includes('event: note\ndata: {"site":"110101-0001"}\n\n'));
  stop.abort();
  await reading;
});
