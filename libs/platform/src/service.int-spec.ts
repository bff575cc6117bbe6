import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Refusal } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { eventually, namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import type { Role } from '@lib/vocabulary';
import { Body, Controller, Get, Inject, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { JWK } from 'jose';
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
  makeIssuerKeys,
  parse,
  requireScope,
  serviceConfig,
  signLocalToken,
  startService,
} from './index.js';
import type { RunningService, ServiceConfig } from './index.js';

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
    await this.database.query(`select '王小明 110101199003070011'::int`);
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

let postgres: NamespacedPostgres;
let folder: string;
let privateKey: JWK;
let service: RunningService;
const lines: string[] = [];
const destination = new Writable({
  write: (line: Buffer, _encoding, done) => {
    lines.push(line.toString());
    done();
  },
});

const config = (): ServiceConfig =>
  serviceConfig('lab', {
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    DATABASE_URL: postgres.url,
    KAFKA_BROKERS: '127.0.0.1:1',
  });

beforeAll(async () => {
  postgres = await namespacedPostgres('lab');
  folder = await mkdtemp(join(tmpdir(), 'bulou-platform-'));
  const keys = await makeIssuerKeys('k1');
  privateKey = keys.privateKey;
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(keys.publicKeys));
  service = await startService('lab', NotesModule, config(), { routes, log: { destination } });
});

afterAll(async () => {
  await service?.close();
  await postgres?.drop();
  if (folder) await rm(folder, { recursive: true });
});

async function bearer(
  role: Role = 'sampler',
  site = '110101-0001',
  rules = { issuer: 'bulou-local', audience: 'bulou' },
) {
  const { token } = await signLocalToken(privateKey, { sub: 'duty-7', role, scope: { site } }, 5, rules);
  return `Bearer ${token}`;
}

interface Call {
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

async function call(method: string, path: string, { headers = {}, body }: Call = {}) {
  const answer = await fetch(service.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as never,
  };
}

const key = (n: number) => `0190d7c8-0000-7000-8000-${String(n).padStart(12, '0')}`;

async function writeNote(n: number, text: string, more: { site?: string; sender?: string } = {}) {
  const headers = {
    authorization: more.sender ?? (await bearer()),
    'content-type': 'application/json',
    'idempotency-key': key(n),
  };
  return call('POST', '/v1/notes', { headers, body: JSON.stringify({ site: more.site ?? '110101-0001', text }) });
}

describe('the guard', () => {
  test('lets in the role that the table names', async () => {
    expect((await writeNote(1, 'first')).status).toBe(201);
    const listed = await call('GET', '/v1/notes/110101-0001', { headers: { authorization: await bearer() } });
    expect(listed).toMatchObject({ status: 200, body: [{ text: 'first', written_by: 'duty-7' }] });
  });

  test('refuses whoever has no token, a wrong role, or a token meant for others', async () => {
    const status = async (authorization?: string) => {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      return (await call('GET', '/v1/notes/110101-0001', { headers })).status;
    };
    expect(await status()).toBe(401);
    expect(await status('Basic YWRtaW46YWRtaW4=')).toBe(401);
    expect(await status(await bearer('courier'))).toBe(403);
    expect(await status(await bearer('sampler', 's', { issuer: 'bulou-local', audience: 'other' }))).toBe(401);
    expect(await status(await bearer('sampler', 's', { issuer: 'somebody', audience: 'bulou' }))).toBe(401);
  });

  test('what belongs to another site looks like what does not exist', async () => {
    const headers = { authorization: await bearer() };
    const foreign = await call('GET', '/v1/notes/110102-0001', { headers });
    const absent = await call('GET', '/v1/nowhere', { headers });
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(absent.body);
  });

  test('a service whose controller serves a route outside the table does not start', async () => {
    const starting = startService('lab', NotesModule, config(), { routes: routes.slice(1), log: { destination } });
    await expect(starting).rejects.toThrow('POST /v1/notes');
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
    const headers = { authorization: await bearer(), 'content-type': 'application/json', 'idempotency-key': key(3) };
    const answer = await call('POST', '/v1/notes', { headers, body: '{"site":1,"text":"ok"}' });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED', errors: [{ path: 'site', code: 'INVALID_TYPE' }] },
    });
    const noJson = await call('POST', '/v1/notes', { headers, body: '{"site":"张三' });
    expect(noJson).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
    expect(JSON.stringify(noJson.body)).not.toContain('张三');
    const noKey = await call('POST', '/v1/notes', {
      headers: { ...headers, 'idempotency-key': 'x' },
      body: '{"site":"a","text":"b"}',
    });
    expect(noKey).toMatchObject({ status: 400, body: { errors: [{ path: 'Idempotency-Key' }] } });
  });

  test('of ours says only its number, and the log has the rest without anybody in it', async () => {
    const answer = await call('GET', '/v1/broken', { headers: { authorization: await bearer() } });
    const incident = answer.headers.get('x-incident');
    expect(answer).toMatchObject({ status: 500, body: { code: 'FAULT', incident } });
    expect(JSON.stringify(answer.body)).not.toContain('int');
    const line = lines.find((each) => incident !== null && each.includes(incident));
    expect(line).toContain('22P02');
    expect(lines.join('')).not.toContain('王小明');
    expect(lines.join('')).not.toContain('110101199003070011');
  });

  test('a body that is too large, too deep or of another type is refused unread', async () => {
    const headers = { authorization: await bearer(), 'content-type': 'application/json', 'idempotency-key': key(4) };
    const send = (body: string, type = 'application/json') =>
      call('POST', '/v1/notes', { headers: { ...headers, 'content-type': type }, body });
    expect((await send(JSON.stringify({ text: 'x'.repeat(20_000) }))).status).toBe(413);
    expect((await send('['.repeat(40) + ']'.repeat(40))).status).toBe(400);
    expect((await send('site=1', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await send('{"__proto__":{"site":"x"}}')).status).toBe(400);
  });

  test('a file is taken as bytes under any type, up to the limit of its route', async () => {
    const authorization = await bearer();
    const send = (size: number, type: string) =>
      call('POST', '/v1/files', {
        headers: { authorization, 'content-type': type },
        body: new Uint8Array(size).fill(0xd0),
      });
    expect(await send(50_000, 'application/json')).toMatchObject({ status: 201, body: { bytes: 50_000, first: 0xd0 } });
    expect((await send(50_000, 'text/csv; charset=gbk')).status).toBe(201);
    expect((await send(100_001, 'text/csv')).status).toBe(413);
  });
});

describe('a command', () => {
  test('that is repeated gets its first answer and has no second effect', async () => {
    const first = await writeNote(10, 'once');
    const again = await writeNote(10, 'once');
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(await postgres.admin(`select 1 from lab.notes where text = 'once'`)).toHaveLength(1);
  });

  test('with another body, or of another caller, under the same key is refused', async () => {
    await writeNote(11, 'mine');
    expect(await writeNote(11, 'changed')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    const { token } = await signLocalToken(
      privateKey,
      { sub: 'duty-8', role: 'sampler', scope: { site: '110101-0001' } },
      5,
      { issuer: 'bulou-local', audience: 'bulou' },
    );
    expect((await writeNote(11, 'mine', { sender: `Bearer ${token}` })).status).toBe(422);
  });

  test('sent ten times at once runs once, and all ten are told the same', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => writeNote(12, 'together')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.every((answer) => answer.status === 201)).toBe(true);
    expect(await postgres.admin(`select 1 from lab.notes where text = 'together'`)).toHaveLength(1);
  });

  test('that was refused leaves its key free for a later try', async () => {
    expect((await writeNote(13, 'full')).status).toBe(409);
    expect((await writeNote(13, 'roomy')).status).toBe(201);
  });
});

describe('a stream', () => {
  test('begins with the present state and carries what is published', async () => {
    const stop = new AbortController();
    const answer = await fetch(`${service.url}/v1/board`, { signal: stop.signal });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
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
    await eventually(() => service.app.get(SseHub).size === 0);
  });
});

describe('the operator', () => {
  test('sees a live and ready service and its numbers without a token', async () => {
    expect(await call('GET', '/livez')).toMatchObject({ status: 200, body: { alive: true } });
    expect(await call('GET', '/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, checks: { database: 'ok' } },
    });
    const numbers = await (await fetch(`${service.url}/metrics`)).text();
    expect(numbers).toMatch(/bulou_http_requests_total\{method="POST",route="\/v1\/notes",status="201"\} \d+/);
  });

  test('sees a service that lost its database as not ready, and ready again when it is back', async () => {
    const login = new URL(postgres.url).username;
    await postgres.admin(`alter role ${login} nologin`);
    await postgres.admin('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [login]);
    await eventually(async () => (await call('GET', '/readyz')).status === 503);
    expect((await call('GET', '/livez')).status).toBe(200);
    await postgres.admin(`alter role ${login} login`);
    await eventually(async () => (await call('GET', '/readyz')).status === 200);
  });

  test('can end a service while a stream is open, and the database is closed last', async () => {
    const other = await startService('lab', NotesModule, config(), { routes, log: { destination } });
    const open = await fetch(`${other.url}/v1/board`);
    const begun = performance.now();
    await other.close();
    expect(performance.now() - begun).toBeLessThan(5_000);
    await open.text();
    await expect(other.app.get(Database).query('select 1')).rejects.toThrow();
    await expect(fetch(`${other.url}/livez`)).rejects.toThrow();
  });
});
