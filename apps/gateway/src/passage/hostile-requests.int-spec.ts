import { systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { rawHttp } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answering, type GatewayRoom, openGatewayRoom } from '../gateway-room.js';

const supervisor: TokenClaims = { sub: 'lab-2', role: 'lab-supervisor', scope: { lab: 'LAB-HZ1' } };
const sayWhatCame: Answering = (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: request.url, body: Buffer.concat(parts).toString() }));
  });
};

let room: GatewayRoom;
let bearer: string;
beforeAll(async () => {
  room = await openGatewayRoom(sayWhatCame);
  bearer = await room.bearer(supervisor);
});
afterAll(() => room?.close());

const head = (line: string, more = '') =>
  `${line}\r\nHost: ${new URL(room.gateway.url).host}\r\nAuthorization: ${bearer}\r\n${more}\r\n`;
const ask = (bytes: string) => rawHttp(room.gateway.url, bytes);
const urlSeen = (body: string): unknown => (JSON.parse(body) as { url: unknown }).url;
const job = systemIds.uuid7();

describe('a path reaches the room in one spelling', () => {
  test.each([
    ['in escapes', `/%61pi/lab/v1/uploads`, '/v1/uploads'],
    ['of a whole address', `http://elsewhere.example/api/lab/v1/uploads?cursor=a`, '/v1/uploads?cursor=a'],
    ['with escapes in a parameter', `/api/lab/v1/uploads/a%2Fb%20c`, '/v1/uploads/a%2Fb%20c'],
    ['with dots as a parameter', `/api/lab/v1/uploads/..`, '/v1/uploads/..'],
    ['with a fragment', `/api/lab/v1/uploads?a=1#b`, '/v1/uploads?a=1'],
  ])('%s', async (_what, path, seen) => {
    const answer = await ask(head(`GET ${path} HTTP/1.1`));
    expect([answer.status, urlSeen(answer.body)]).toEqual([200, seen]);
  });

  test.each([
    ['of a byte that is no UTF-8', '/api/lab/v1/uploads/%ff', 400],
    ['of half an escape', '/api/lab/v1/uploads/%e5%bc%a0%e', 400],
    ['with bytes above 127 in its query', '/api/lab/v1/uploads?a=\xe5\xbc', 400],
    ['that begins with two slashes', '//api/lab/v1/uploads', 404],
    ['with an escaped slash in its fixed part', '/api%2Flab/v1/uploads', 404],
    ['that leads around the prefix', '/api/lab/../../livez', 404],
    ['with a parameter longer than any name', `/api/lab/v1/uploads/${'a'.repeat(101)}`, 404],
    ['longer than the headers may be', `/api/lab/v1/uploads?cursor=${'a'.repeat(20_000)}`, 431],
  ])('and one %s reaches none', async (_what, path, status) => {
    const answer = await ask(head(`GET ${path} HTTP/1.1`));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status, code: expect.stringMatching(/^[A-Z_]+$/) });
    expect(answer.headers).toContain('application/problem+json');
    expect(answer.body).not.toMatch(/FST_|HPE_/);
  });
});

describe('a body', () => {
  const release = `POST /api/lab/v1/uploads/${job}/release HTTP/1.1`;
  const json = 'Content-Type: application/json\r\n';

  test('of a reading does not go on to the room', async () => {
    const answer = await ask(`${head(`GET /api/lab/v1/uploads HTTP/1.1`, `${json}Content-Length: 2\r\n`)}{}`);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { url: '/v1/uploads', body: '' }]);
  });

  test('in chunks reaches the room whole', async () => {
    const more = `${json}Transfer-Encoding: chunked\r\n`;
    const answer = await ask(`${head(release, more)}3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n`);
    expect(JSON.parse(answer.body)).toMatchObject({ body: '{"a":1}' });
  });

  test.each([
    ['beyond the limit, by its own word', `${json}Content-Length: 16385\r\n`, 'x', 413],
    ['beyond the limit, in chunks', `${json}Transfer-Encoding: chunked\r\n`, `4001\r\n${' '.repeat(0x4001)}\r\n`, 413],
    ['with a broken chunk', `${json}Transfer-Encoding: chunked\r\n`, 'xyz\r\n', 400],
  ])('%s is refused on its own connection, and nothing is broken', async (_what, more, body, status) => {
    const answer = await ask(head(release, more) + body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status, code: 'MALFORMED' });
  });
});

test.each(['OPTIONS', 'TRACE', 'PATCH', 'CONNECT', 'PROPFIND'])('the method %s leads nowhere', async (method) => {
  const answer = await ask(head(`${method} /api/lab/v1/uploads HTTP/1.1`, 'Connection: close\r\n'));
  expect([0, 400, 404]).toContain(answer.status);
  expect((await fetch(`${room.gateway.url}/livez`)).status).toBe(200);
});

test('a header that no HTTP library would send does not break the passage', async () => {
  for (const value of ['a\x7fb', 'a\xffb', 'a\tb', ' '.repeat(50), 'é'.repeat(500)]) {
    const answer = await ask(head('GET /api/lab/v1/uploads HTTP/1.1', `X-Odd: ${value}\r\n`));
    expect([200, 400], value).toContain(answer.status);
  }
});
