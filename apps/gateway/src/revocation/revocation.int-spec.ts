import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIssuerKeys, type RunningService, signLocalToken, startService, systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually } from '@lib/testing';
import { decodeJwt, type JWK } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { gatewayConfig } from '../gateway.config.js';
import { gatewayDoor } from '../gateway-door.js';
import { GatewayModule } from '../gateway.module.js';

const rules = { issuer: 'bulou-local', audience: 'bulou' };
const [device, shift] = [systemIds.uuid4(), systemIds.uuid7()];
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: '330105-0001', device, shift } };
const wall: TokenClaims = { sub: 'wall-1', role: 'command-centre', scope: {} };
const cursorPath = `/api/batching/v1/devices/${device}/cursor`;
const streamPath = `/api/command-centre/v1/campaigns/${systemIds.uuid7()}/stream`;

let folder: string;
let privateKey: JWK;
let gateway: RunningService;
let version = 1;
let revocations: object[] = [];
let isAway = false;
const asked: { url: string; authorization: string }[] = [];
const streams: ServerResponse[] = [];

// Stands for every room; as registration it tells the list that the test says.
const room = createServer((request, response) => {
  if (request.url?.startsWith('/v1/revocations') !== true) {
    if (request.url?.endsWith('/stream') !== true) return response.end('{}');
    streams.push(response);
    return response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\n');
  }
  if (isAway) return request.socket.destroy();
  asked.push({ url: request.url, authorization: request.headers.authorization ?? '' });
  const isSame = request.url.endsWith(`?known=${version}`);
  return response.end(JSON.stringify({ version, isSame, revocations: isSame ? [] : revocations }));
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-revocation-'));
  const keys = await makeIssuerKeys('test');
  privateKey = keys.privateKey;
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(keys.publicKeys));
  await writeFile(join(folder, 'issuer.private.json'), JSON.stringify(privateKey), { mode: 0o600 });
  await new Promise<void>((resolve) => room.listen(0, '127.0.0.1', resolve));
  const roomUrl = `http://127.0.0.1:${(room.address() as AddressInfo).port}`;
  const config = gatewayConfig({
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_ISSUER_KEY: join(folder, 'issuer.private.json'),
    BULOU_PRACTICE_FILE: join(folder, 'practice.json'),
    BULOU_REVOCATION_POLL_MS: '50',
    REGISTRATION_URL: roomUrl,
    BATCHING_URL: roomUrl,
    COMMAND_CENTRE_URL: roomUrl,
  });
  gateway = await startService('gateway', GatewayModule, config, { ...gatewayDoor, log: { level: 'error' } });
});

afterEach(async () => {
  isAway = false;
  await tell([]);
});

afterAll(async () => {
  await gateway?.close();
  room.closeAllConnections();
  room.close();
  await rm(folder, { recursive: true });
});

const entry = (kind: string, value: string, until: string | null = null) => ({
  ...{ revocationId: systemIds.uuid7(), kind, value, reason: 'stolen', revokedBy: 'admin-1', until },
  recordedAt: '2026-11-22T00:00:00.000Z',
});

/** Sets the list and waits until the gateway has asked for it and asked again. */
async function tell(list: object[]): Promise<void> {
  version += 1;
  revocations = list;
  await eventually(() => asked.at(-1)?.url === `/v1/revocations?known=${version}`);
}

async function call(path: string, who: TokenClaims): Promise<Response> {
  const { token } = await signLocalToken(privateKey, who, 5, rules);
  return fetch(gateway.url + path, { headers: { authorization: `Bearer ${token}` } });
}

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];

describe('what is revoked', () => {
  test.each([
    ['the person', 'subject', 'sampler-1'],
    ['the device', 'device', device],
    ['the shift', 'shift', shift],
  ])('%s is let in no longer, though the token is good and was let in before', async (_what, kind, value) => {
    expect((await call(cursorPath, sampler)).status).toBe(200);
    await tell([entry(kind, value)]);
    expect(await codeOf(await call(cursorPath, sampler))).toEqual([401, 'REVOKED']);
    await tell([]);
    expect((await call(cursorPath, sampler)).status).toBe(200);
  });

  test('is that one alone: others go on, and a name is no device', async () => {
    await tell([entry('subject', 'sampler-2'), entry('device', systemIds.uuid4()), entry('subject', device)]);
    expect((await call(cursorPath, sampler)).status).toBe(200);
  });

  test('is let in again when the time is over', async () => {
    await tell([entry('device', device, new Date(Date.now() - 1).toISOString())]);
    expect((await call(cursorPath, sampler)).status).toBe(200);
  });

  test('under load: no answer is given any more from the moment the list has come', async () => {
    const { token } = await signLocalToken(privateKey, sampler, 5, rules);
    const headers = { authorization: `Bearer ${token}` };
    let isRunning = true;
    const answers: { atMs: number; status: number }[] = [];
    const load = Array.from({ length: 8 }, async () => {
      while (isRunning) {
        const { status } = await fetch(gateway.url + cursorPath, { headers });
        answers.push({ atMs: performance.now(), status });
      }
    });
    await eventually(() => answers.length > 100);
    await tell([entry('device', device)]);
    const heardMs = performance.now();
    await eventually(() => answers.filter(({ atMs }) => atMs > heardMs).length > 400);
    isRunning = false;
    await Promise.all(load);
    const late = answers.filter(({ atMs }) => atMs > heardMs);
    // Eight may have been let in just before and be answered just after.
    expect(late.slice(8).filter(({ status }) => status < 300)).toEqual([]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });

  test('hears nothing more on a stream that is open, while others go on hearing', async () => {
    const [cut, stays] = await Promise.all([call(streamPath, wall), call(streamPath, { ...wall, sub: 'wall-2' })]);
    await tell([entry('subject', 'wall-1')]);
    expect(await cut.text()).toBe(': hi\n\n');
    for (const stream of streams) stream.write('data: 1\n\n');
    const reader = (stays.body as ReadableStream<Uint8Array>).getReader();
    let heard = '';
    while (!heard.includes('data: 1')) heard += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
  });

  test('is not signed in anew', async () => {
    const campaignId = systemIds.uuid7();
    const person = { key: 'wall-9', zh: '墙', en: 'wall', role: 'command-centre', scope: {}, page: '/wall' };
    const { token } = await signLocalToken(privateKey, { sub: 'admin-1', role: 'admin', scope: {} }, 5, rules);
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ campaignId, people: [person] });
    const headers = { ...json, authorization: `Bearer ${token}` };
    await fetch(`${gateway.url}/api/gateway/v1/practice/people`, { method: 'PUT', headers, body });
    const signIn = () =>
      fetch(`${gateway.url}/api/gateway/v1/practice/sign-in`, {
        method: 'POST',
        headers: json,
        body: '{"key":"wall-9"}',
      });
    expect((await signIn()).status).toBe(200);
    await tell([entry('subject', 'wall-9')]);
    const refused = await signIn();
    expect([refused.headers.get('set-cookie'), ...(await codeOf(refused))]).toEqual([null, 401, 'REVOKED']);
  });
});

describe('the list', () => {
  test('stays in force while registration is away', async () => {
    await tell([entry('device', device)]);
    isAway = true;
    const before = asked.length;
    await eventually(async () => (await metric('revocations_age_seconds')) > 0.3);
    expect(asked).toHaveLength(before);
    expect((await call(cursorPath, sampler)).status).toBe(401);
  });

  test('is asked for as an auditor whose token lives a minute, and not sent again while it is the same', () => {
    const last = asked.at(-1);
    const claims = decodeJwt(last?.authorization.slice('Bearer '.length) ?? '');
    expect(claims).toMatchObject({ sub: 'gateway', role: 'auditor', scope: {} });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
    expect(asked[0]?.url).toBe('/v1/revocations');
  });
});

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(new RegExp(`^bulou_gateway_${name}\\{[^}]*\\} (.*)$`, 'm').exec(text)?.[1]);
};
