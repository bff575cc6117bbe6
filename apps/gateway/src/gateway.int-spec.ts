import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { makeIssuerKeys, type RunningService, signLocalToken, startService, systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually } from '@lib/testing';
import type { JWK } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { gatewayConfig, type GatewayConfig } from './gateway.config.js';
import { gatewayDoor } from './gateway-door.js';
import { GatewayModule } from './gateway.module.js';
import { budgets, timings } from './passage/limits.js';

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

const supervisor: TokenClaims = { sub: 'lab-2', role: 'lab-supervisor', scope: { lab: 'LAB-HZ1' } };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: '330105-0001', device: 'd-1' } };
const wall: TokenClaims = { sub: 'wall-1', role: 'command-centre', scope: {} };
const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const rules = { issuer: 'bulou-local', audience: 'bulou' };
const uploadsPath = '/api/lab/v1/uploads';
const streamPath = `/api/command-centre/v1/campaigns/${systemIds.uuid7()}/stream`;

const sayWhoAsked: Answering = (request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ url: request.url, headers: request.headers }));
};

let folder: string;
let privateKey: JWK;
let gateway: RunningService;
let config: GatewayConfig;
let answering: Answering = sayWhoAsked;
// A real server in the place of a room: what is proven here is the way to it and back.
const room = createServer((request, response) => {
  if (request.url === '/livez') response.end('{}');
  else answering(request, response);
});

async function start(change: Partial<GatewayConfig> = {}): Promise<RunningService> {
  return startService('gateway', GatewayModule, { ...config, ...change }, { ...gatewayDoor, log: { level: 'error' } });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-gateway-'));
  await mkdir(join(folder, 'keys'));
  const keys = await makeIssuerKeys('test');
  privateKey = keys.privateKey;
  await writeFile(join(folder, 'keys/jwks.json'), JSON.stringify(keys.publicKeys));
  await writeFile(join(folder, 'keys/issuer.private.json'), JSON.stringify(privateKey), { mode: 0o600 });
  await new Promise<void>((resolve) => room.listen(0, '127.0.0.1', resolve));
  const roomUrl = `http://127.0.0.1:${(room.address() as AddressInfo).port}`;
  config = {
    ...gatewayConfig({
      PORT: '0',
      BULOU_PROFILE: 'local',
      BULOU_JWKS: join(folder, 'keys/jwks.json'),
      BULOU_ISSUER_KEY: join(folder, 'keys/issuer.private.json'),
      BULOU_WEB: join(folder, 'web'),
      LAB_URL: roomUrl,
      COMMAND_CENTRE_URL: roomUrl,
      BATCHING_URL: roomUrl,
      RESULT_DESK_URL: 'http://127.0.0.1:9',
    }),
    timings: { ...timings, read: { answerMsMax: 300, silenceMsMax: 300 } },
    budgets: { ...budgets, lab: { inFlightMax: 2, filesMax: 1, streamsMax: 1 } },
  };
  gateway = await start();
});

afterEach(() => {
  answering = sayWhoAsked;
});

afterAll(async () => {
  await gateway?.close();
  room.closeAllConnections();
  room.close();
  await rm(folder, { recursive: true });
});

async function tokenOf(claims: TokenClaims, minutes = 5): Promise<string> {
  return (await signLocalToken(privateKey, claims, minutes, rules)).token;
}

interface Call {
  readonly as?: TokenClaims;
  readonly cookie?: string;
  readonly body?: string | ReadableStream;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

async function call(method: string, path: string, { as, cookie, body, headers, signal }: Call = {}): Promise<Response> {
  const who = as === undefined ? {} : { authorization: `Bearer ${await tokenOf(as)}` };
  const init = {
    method,
    headers: { ...who, ...(cookie === undefined ? {} : { cookie }), ...headers },
    body: body ?? null,
    signal: signal ?? null,
    duplex: 'half',
  };
  return fetch(gateway.url + path, init as RequestInit);
}

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];

/** Node's own client, for headers that fetch does not let a program set. */
function rawCall(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(gateway.url + path, { headers }, resolve)
      .on('error', reject)
      .end();
  });
}

describe('who comes in', () => {
  test.each([
    ['a path that no table names', 'GET', '/api/lab/v1/secrets'],
    ['a method that no table names', 'DELETE', uploadsPath],
    ['a room that does not exist', 'GET', '/api/kitchen/v1/uploads'],
    ['a room’s own pages for operators', 'GET', '/api/lab/metrics'],
    ['a way around the prefix', 'GET', '/api/lab/../lab/v1/secrets'],
  ])('%s is not there', async (_what, method, path) => {
    answering = () => expect.unreachable('the room was asked');
    const answer = await call(method, path, { as: supervisor });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await codeOf(answer)).toEqual([404, 'NOT_FOUND']);
  });

  test('nobody without a token comes in, and a bad token is no token', async () => {
    expect(await codeOf(await call('GET', uploadsPath))).toEqual([401, 'UNAUTHENTICATED']);
    const forged = { authorization: `Bearer ${(await tokenOf(supervisor)).slice(0, -4)}AAAA` };
    expect(await codeOf(await call('GET', uploadsPath, { headers: forged }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('another role is refused before the room is asked', async () => {
    answering = () => expect.unreachable('the room was asked');
    expect(await codeOf(await call('GET', uploadsPath, { as: sampler }))).toEqual([403, 'FORBIDDEN']);
  });

  test('a bad token is not helped by a good cookie', async () => {
    const cookie = `bulou_session=${await tokenOf(supervisor)}`;
    const headers = { authorization: 'Bearer nonsense-nonsense-nonsense' };
    expect((await call('GET', uploadsPath, { cookie, headers })).status).toBe(401);
  });

  test('a page of this server may send its cookie with a command, another site may not', async () => {
    const cookie = `x=1; bulou_session=${await tokenOf(supervisor)}; y=2`;
    const path = `${uploadsPath}/${systemIds.uuid7()}/release`;
    const send = (headers: Record<string, string>) =>
      call('POST', path, { cookie, body: '{}', headers: { 'content-type': 'application/json', ...headers } });
    expect((await send({ origin: gateway.url })).status).toBe(200);
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
    ];
    for (const headers of foreign) {
      expect(await codeOf(await send(headers))).toEqual([403, 'CROSS_SITE']);
    }
    expect((await send({ origin: gateway.url, 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });

  test('a reading needs no Origin, and a program with a token none at all', async () => {
    const cookie = `bulou_session=${await tokenOf(supervisor)}`;
    expect((await call('GET', uploadsPath, { cookie })).status).toBe(200);
    const headers = { origin: 'http://elsewhere.example' };
    expect((await call('GET', uploadsPath, { as: supervisor, headers })).status).toBe(200);
  });

  test('two callers at once never get each other’s name', async () => {
    answering = (request, response) => response.end(request.headers.authorization);
    const claims = Array.from({ length: 6 }, (_, index): TokenClaims => ({ ...wall, sub: `wall-${index}` }));
    const tokens = await Promise.all(claims.map((each) => tokenOf(each)));
    const path = '/api/command-centre/v1/campaigns';
    for (let turn = 0; turn < 10; turn += 1) {
      const seen = await Promise.all(
        tokens.map(async (token) =>
          (await call('GET', path, { headers: { authorization: `Bearer ${token}` } })).text(),
        ),
      );
      expect(seen).toEqual(tokens.map((token) => `Bearer ${token}`));
    }
  });
});

describe('the way to a room and back', () => {
  test('the path, the query and the token go on; cookies and one-hop headers do not', async () => {
    const cookie = `bulou_session=${await tokenOf(supervisor)}`;
    const answer = await rawCall(`${uploadsPath}?cursor=a%2Fb`, {
      cookie,
      connection: 'x-mine',
      'x-mine': '1',
      'x-forwarded-for': '8.8.8.8',
      'x-request-id': '0198f2a0-0000-7000-8000-0000000000aa',
    });
    const { url, headers } = JSON.parse((await answer.toArray()).join('')) as {
      url: string;
      headers: Record<string, string>;
    };
    expect(url).toBe('/v1/uploads?cursor=a%2Fb');
    expect(headers['authorization']).toBe(`Bearer ${cookie.slice('bulou_session='.length)}`);
    expect(headers).toMatchObject({ 'x-request-id': '0198f2a0-0000-7000-8000-0000000000aa' });
    expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
    for (const name of ['cookie', 'x-mine', 'x-forwarded-for', 'origin']) expect(headers).not.toHaveProperty(name);
    expect(answer.headers['x-request-id']).toBe('0198f2a0-0000-7000-8000-0000000000aa');
  });

  test('the answer comes back as it is, with the headers that every answer has', async () => {
    answering = (_request, response) => {
      response.writeHead(409, { 'content-type': 'application/problem+json', 'set-cookie': 'a=b', server: 'x' });
      response.end('{"code":"RESULT_NOT_LATEST"}');
    };
    const answer = await call('GET', uploadsPath, { as: supervisor });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect([answer.headers.get('set-cookie'), answer.headers.get('server')]).toEqual([null, null]);
    expect(await codeOf(answer)).toEqual([409, 'RESULT_NOT_LATEST']);
  });

  test('a file passes as the bytes it is', async () => {
    answering = (request, response) => request.pipe(response);
    const bytes = '试管编号,检测结果\r\n'.repeat(50_000);
    const answer = await call('POST', uploadsPath, { as: supervisor, body: bytes });
    expect(await answer.text()).toBe(bytes);
  });

  test.each([
    ['says so', 'x'.repeat(16_385), [413, 'MALFORMED']],
    ['does not say so', Readable.toWeb(Readable.from(['x'.repeat(16_000), 'x'.repeat(400)])), [413, 'MALFORMED']],
  ])('a body larger than the table allows is refused, whether it %s', async (_how, body, expected) => {
    answering = (request, response) => void request.resume().on('end', () => response.end('{}'));
    const path = `${uploadsPath}/${systemIds.uuid7()}/release`;
    const answer = await call('POST', path, { as: supervisor, body: body as string });
    expect(await codeOf(answer)).toEqual(expected);
  });

  test('a file larger than the table allows has its own refusal', async () => {
    const headers = { 'content-length': '20000001', authorization: `Bearer ${await tokenOf(supervisor)}` };
    const sent = httpRequest(gateway.url + uploadsPath, { method: 'POST', headers });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject).write('x');
    });
    expect(answer.statusCode).toBe(413);
    expect((await answer.toArray()).join('')).toContain('UPLOAD_TOO_LARGE');
    sent.destroy();
  });

  test('a room that does not answer in time is away, and says when to come again', async () => {
    answering = () => undefined;
    const answer = await call('GET', uploadsPath, { as: supervisor });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await codeOf(answer)).toEqual([503, 'UPSTREAM_AWAY']);
  });

  test('a room that is not there is away, and the others are not', async () => {
    const resident: TokenClaims = { sub: 'r-1', role: 'resident', scope: { participant: systemIds.uuid4() } };
    const answer = await call('GET', '/api/result-desk/v1/me', { as: resident });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await codeOf(answer)).toEqual([503, 'UPSTREAM_AWAY']);
    expect((await call('GET', uploadsPath, { as: supervisor })).status).toBe(200);
  });

  test('a room that breaks off is told as such and takes nothing else with it', async () => {
    answering = (request) => request.socket.destroy();
    expect(await codeOf(await call('GET', uploadsPath, { as: supervisor }))).toEqual([503, 'UPSTREAM_AWAY']);
    answering = sayWhoAsked;
    expect((await call('GET', uploadsPath, { as: supervisor })).status).toBe(200);
  });

  test('a room at its limit is busy, and another room is not', async () => {
    const waiting: ServerResponse[] = [];
    const path = `${uploadsPath}/${systemIds.uuid7()}/release`;
    answering = (request, response) =>
      request.url?.endsWith('/release') ? waiting.push(response) : response.end('{}');
    const held = [1, 2].map(() => call('POST', path, { as: supervisor, body: '{}' }));
    await eventually(() => waiting.length === 2);
    const refused = await call('GET', uploadsPath, { as: supervisor });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await codeOf(refused)).toEqual([503, 'BUSY']);
    expect((await call('GET', '/api/command-centre/v1/campaigns', { as: wall })).status).toBe(200);
    for (const response of waiting) response.end('{}');
    for (const answer of await Promise.all(held)) await answer.text();
    await eventually(async () => expect((await call('GET', uploadsPath, { as: supervisor })).status).toBe(200));
  });

  test('a caller who leaves frees the place and the room hears of it', async () => {
    let hasLeft = false;
    answering = (request, _response) => void request.socket.once('close', () => (hasLeft = true));
    const leaving = new AbortController();
    const path = `${uploadsPath}/${systemIds.uuid7()}/release`;
    const asked = call('POST', path, { as: supervisor, body: '{}', signal: leaving.signal });
    await eventually(async () => expect((await metrics()).includes('in_flight_lab{app="gateway"} 1')).toBe(true));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => hasLeft);
    expect(await metrics()).toContain('in_flight_lab{app="gateway"} 0');
  });
});

const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text();

describe('a stream', () => {
  test('passes event by event, at once', async () => {
    let stream: ServerResponse | undefined;
    answering = (_request, response) => {
      stream = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
    };
    const leaving = new AbortController();
    const answer = await call('GET', streamPath, { as: wall, signal: leaving.signal });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      stream?.write(event);
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(event);
    }
    leaving.abort();
    await eventually(() => stream?.destroyed === true);
  });

  test('ends before the token that opened it does', async () => {
    answering = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\n');
    const token = await tokenOf(wall, 0.52); // 31 s: it has one second before the last thirty begin.
    const answer = await call('GET', streamPath, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.text()).toBe(': hi\n\n');
  });
});

describe('the gateway itself', () => {
  test('shows who can see what to everybody, as a page and as a document', async () => {
    expect(await (await call('GET', '/rights')).text()).toContain('谁能看到什么');
    const { roles } = (await (await call('GET', '/rights.json')).json()) as { roles: { role: string }[] };
    expect(roles.map(({ role }) => role)).toContain('auditor');
  });

  test('answers to its own names only, even when Origin and Host agree', async () => {
    const rebound = { host: 'evil.example', origin: 'http://evil.example' };
    for (const path of ['/', '/docs', '/api/gateway/v1/session/ways', uploadsPath]) {
      const answer = await rawCall(path, rebound);
      expect([path, answer.statusCode]).toEqual([path, 421]);
      expect((await answer.toArray()).join('')).toContain('HOST_UNKNOWN');
    }
    // Probes come by an address that nobody knows beforehand.
    expect((await rawCall('/readyz', rebound)).statusCode).toBe(200);
  });

  test('is ready when it listens and shows which rooms answer', async () => {
    const answer = await fetch(`${gateway.url}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ready: true, checks: { lab: 'ok', 'result-desk': 'failing' } });
  });

  test('says in plain words that the pages are not built, and serves them once they are', async () => {
    expect(await (await call('GET', '/wall')).text()).toContain('npm run build');
    await mkdir(join(folder, 'web/web-wall'), { recursive: true });
    await mkdir(join(folder, 'web/assets'));
    await writeFile(join(folder, 'web/web-wall/index.html'), '<!doctype html><p>wall');
    await writeFile(join(folder, 'web/assets/wall-abc.js'), 'export {};');
    const page = await call('GET', '/wall');
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(await page.text()).toContain('<p>wall');
    const asset = await call('GET', '/assets/wall-abc.js');
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    for (const path of ['/assets/none.js', '/assets/..%2Fweb-wall%2Findex.html', '/assets/%2e%2e/keys/jwks.json']) {
      expect((await call('GET', path)).status).toBe(404);
    }
  });

  test('outside the local profile nobody can practise, and the routes look absent', async () => {
    const production = await start({ profile: 'production', practiceFile: undefined, issuerKeyFile: undefined });
    try {
      const ask = async (method: string, path: string, body?: string) => {
        const headers = { authorization: `Bearer ${await tokenOf(admin)}`, 'content-type': 'application/json' };
        return codeOf(await fetch(production.url + path, { method, headers, ...(body === undefined ? {} : { body }) }));
      };
      const absent = [404, 'NOT_FOUND'];
      expect(await ask('GET', '/api/gateway/v1/practice/people')).toEqual(absent);
      expect(await ask('PUT', '/api/gateway/v1/practice/people', '{}')).toEqual(absent);
      expect(await ask('POST', '/api/gateway/v1/practice/sign-in', '{"key":"sampler-1"}')).toEqual(absent);
    } finally {
      await production.close();
    }
  });
});
