import type { RouteContract } from '@lib/contracts/route';
import { openRoom, rawHttp } from '@lib/testing';
import type { Room } from '@lib/testing';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Database, PlatformModule, parse } from './index.js';
import type { TokenClaims } from './index.js';

const route = (method: 'GET' | 'POST', path: string): RouteContract => ({
  service: 'lab',
  method,
  path,
  roles: ['lab'],
  scope: 'none',
  summary: { zh: '便条', en: 'notes' },
});
const routes = [route('GET', '/v1/notes/:id'), route('POST', '/v1/notes'), route('GET', '/v1/kept')];
const note = z.strictObject({ text: z.string().max(40).optional(), many: z.record(z.string(), z.number()).optional() });

@Controller('v1')
class NotesController {
  constructor(private readonly database: Database) {}

  @Get('notes/:id')
  read(@Param('id') id: string) {
    return { length: id.length };
  }

  @Post('notes')
  write(@Body() body: unknown) {
    return parse(note, body);
  }

  @Get('kept')
  kept(@Query('as') type: string, @Query('value') value: string) {
    const types = ['int', 'uuid', 'timestamptz', 'text'];
    return this.database.query(`select $1::text::${types.includes(type) ? type : 'text'} as kept`, [value]);
  }
}

@Module({
  imports: [PlatformModule.for({ app: 'lab', schema: 'lab', migrations: [] })],
  controllers: [NotesController],
})
class NotesModule {}

let room: Room;
let bearer: string;
const technician: TokenClaims = { sub: 'lab-1', role: 'lab', scope: { lab: 'LAB-HZ1' } };

beforeAll(async () => {
  const env = { KAFKA_BROKERS: '127.0.0.1:1' };
  room = await openRoom({ app: 'lab', schema: 'lab', module: NotesModule, env, options: { routes } });
  bearer = await room.bearer(technician);
});
afterAll(() => room?.close());

const raw = (bytes: string | Uint8Array) => rawHttp(room.service.url, bytes);
const head = (line: string, more = '') => `${line}\r\nHost: x\r\nAuthorization: ${bearer}\r\n${more}\r\n`;
const post = (body: string | Uint8Array, more = 'Content-Type: application/json\r\n') => {
  const bytes = Buffer.from(body as string);
  return raw(
    Buffer.concat([Buffer.from(head('POST /v1/notes HTTP/1.1', `${more}Content-Length: ${bytes.length}\r\n`)), bytes]),
  );
};

/** Whatever was sent: an answer under 500 that is a problem document, and a server that answers the next caller. */
async function isAnswered(answer: { status: number; headers: string; body: string }, status: number): Promise<void> {
  expect([answer.status, answer.body]).toEqual([status, expect.any(String)]);
  if (status >= 400) {
    expect(answer.headers.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({
      status,
      code: expect.stringMatching(/^[A-Z_]+$/),
      messages: { zh: expect.any(String) },
    });
    expect(answer.body).not.toMatch(/FST_|HPE_|张三|110101199003070011/);
  }
  expect((await fetch(`${room.service.url}/livez`)).status).toBe(200);
}

describe('a path', () => {
  test.each([
    ['of a byte that is no UTF-8', '/v1/notes/%ff', 400],
    ['of half an escape', '/v1/notes/%e5%bc%a0%e', 400],
    ['of an overlong spelling', '/v1/notes/%c0%af', 400],
    ['with a parameter longer than any name', `/v1/notes/${'a'.repeat(101)}`, 404],
    ['longer than the headers may be', `/v1/notes/${'a'.repeat(20_000)}`, 431],
    ['that begins with two slashes', '//v1/notes/1', 404],
    ['with dots', '/v1/../v1/notes/1', 404],
    ['of a whole address, as RFC 9112 lets a client write it', 'http://elsewhere.example/v1/notes/1', 200],
    ['of no form at all', '*', 404],
  ])('%s is answered', async (_what, path, status) => {
    await isAnswered(await raw(head(`GET ${path} HTTP/1.1`)), status);
  });
});

describe('a method', () => {
  test.each([
    ...['HEAD', 'OPTIONS', 'TRACE', 'PATCH', 'DELETE', 'PROPFIND'].map((method) => [method, 404] as const),
    ...['BREW', 'get'].map((method) => [method, 400] as const),
  ])('%s that no table names is answered', async (method, status) => {
    const answer = await raw(head(`${method} /v1/notes/1 HTTP/1.1`, 'Connection: close\r\n'));
    if (method === 'HEAD') expect(answer.status).toBe(404);
    else await isAnswered(answer, status);
  });
});

describe('headers', () => {
  test.each([
    ['too many to keep', `X-Flood: ${'a'.repeat(900)}\r\n`.repeat(30), 431],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n', 400],
    ['a length beside a coding', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', 400],
    ['a length that is no number', 'Content-Length: x\r\n', 400],
    ['a name with a blank', 'X Y: 1\r\n', 400],
    ['a NUL', 'X: a\0b\r\n', 400],
  ])('%s are answered', async (_what, more, status) => {
    await isAnswered(await raw(head('POST /v1/notes HTTP/1.1', more)), status);
  });

  test('bytes that are no HTTP at all are answered', async () => {
    await isAnswered(await raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc'), 400);
    await isAnswered(await raw('hello\r\n\r\n'), 400);
  });

  test('a body on a reading is not read', async () => {
    const more = 'Content-Type: application/json\r\nContent-Length: 3\r\n';
    await isAnswered(await raw(`${head('GET /v1/notes/1 HTTP/1.1', more)}{"a`), 200);
  });
});

describe('a body', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const utf16 = Buffer.from('\ufeff{"text":"a"}', 'utf16le');
  test.each<[string, string | Uint8Array, number]>([
    ['with a byte order mark', '\ufeff{"text":"a"}', 201],
    ['of a minus nought', '{"many":{"a":-0}}', 201],
    ['in UTF-16', utf16, 400],
    ['in UTF-16 without a mark', utf16.subarray(2), 400],
    ['of bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
    ['with a key that stands twice', '{"text":"a","text":"b"}', 400],
    ['with a key that stands twice, spelt differently', '{"text":"a","t\\u0065xt":"b"}', 400],
    ['with __proto__', '{"__proto__":{"text":"a"}}', 400],
    ['with __proto__ in escapes', '{"__pro\\u0074o__":{"text":"a"}}', 400],
    ['with constructor', '{"constructor":{"prototype":{"a":1}}}', 400],
    ['that nests twenty deep', nested(20), 400],
    ['that nests deeper', nested(5_000), 400],
    [
      'of too many keys',
      JSON.stringify({ many: Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [n, 0])) }),
      400,
    ],
    ['with half a surrogate pair', '{"text":"\\ud800"}', 400],
    ['with a NUL', '{"text":"a\\u0000"}', 400],
    ['of a number beyond all measure', '{"many":{"a":1e400}}', 400],
    ['of nothing but a word', 'null', 400],
    ['of a half document', '{"text":"张三', 400],
    ['with a person where a key should be', '{"张三110101199003070011":1}', 400],
    ['with a person as the key of a wrong value', '{"many":{"110101199003070011":"x"}}', 400],
  ])('%s is answered', async (_what, body, status) => {
    await isAnswered(await post(body), status);
  });

  test.each<[string, string, number]>([
    ['of no type', '', 415],
    ['of another type', 'Content-Type: text/plain\r\n', 415],
    ['of a type that is none', 'Content-Type: ;;;\r\n', 415],
    ['in another charset', 'Content-Type: application/json; charset=gbk\r\n', 415],
    ['of two types', 'Content-Type: application/json\r\nContent-Type: text/plain\r\n', 201],
    ['that is packed', 'Content-Type: application/json\r\nContent-Encoding: gzip\r\n', 400],
  ])('%s is answered', async (_what, more, status) => {
    await isAnswered(await post('{"text":"a"}', more), status);
  });

  test('in chunks that go on beyond the limit is answered', async () => {
    const chunk = `2000\r\n${' '.repeat(0x2000)}\r\n`;
    const more = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n';
    await isAnswered(await raw(`${head('POST /v1/notes HTTP/1.1', more)}${chunk.repeat(3)}0\r\n\r\n`), 413);
    await isAnswered(await raw(`${head('POST /v1/notes HTTP/1.1', more)}xyz\r\n`), 400);
  });

  test('that is longer than it says ends its connection', async () => {
    const more = 'Content-Type: application/json\r\nContent-Length: 12\r\n';
    const answer = await raw(`${head('POST /v1/notes HTTP/1.1', more)}{"text":"a"}{"text":"b"}\r\n\r\n`);
    await isAnswered(answer, 400);
  });
});

test.each([
  ['int', '99999999999'],
  ['int', 'x'],
  ['uuid', 'x'],
  ['timestamptz', '+275760-09-13'],
  ['timestamptz', '0000-01-01'],
  ['timestamptz', '2026-13-41'],
])('a value that the database cannot hold as %s is the caller’s fault, not ours: %s', async (type, value) => {
  const answer = await room.call('GET', `/v1/kept?as=${type}&value=${encodeURIComponent(value)}`, { as: technician });
  expect(answer).toMatchObject({ status: 400, body: { code: 'MALFORMED', errors: [{ code: 'VALUE_UNSTORABLE' }] } });
});
