import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIssuerKeys, type RunningService, startService, systemIds } from '@lib/platform';
import { Browser } from '@lib/testing';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gatewayConfig } from '../gateway.config.js';
import { gatewayDoor } from '../gateway-door.js';
import { GatewayModule } from '../gateway.module.js';

const [deviceId, shiftId] = [systemIds.uuid4(), systemIds.uuid7()];
const site = '330105-0001';
const path = '/api/gateway/v1/shift-tokens';
const journalPath = '/api/batching/v1/journal';

let folder: string;
let gateway: RunningService;
let endsAt: Date;
let status: number;
let answer: object | undefined;
const seen: { url: string; body: string; authorization: string | undefined }[] = [];

const rooms = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    seen.push({ url: request.url ?? '', body, authorization: request.headers.authorization });
    if (request.url !== '/v1/shift-proofs') return response.end('{"version":0,"isSame":true,"revocations":[]}');
    if (answer === undefined) return request.socket.destroy();
    return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-shift-token-'));
  const keys = await makeIssuerKeys('test');
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(keys.publicKeys));
  await writeFile(join(folder, 'issuer.private.json'), JSON.stringify(keys.privateKey), { mode: 0o600 });
  await new Promise<void>((resolve) => rooms.listen(0, '127.0.0.1', resolve));
  const roomUrl = `http://127.0.0.1:${(rooms.address() as AddressInfo).port}`;
  const config = gatewayConfig({
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_ISSUER_KEY: join(folder, 'issuer.private.json'),
    REGISTRATION_URL: roomUrl,
    BATCHING_URL: roomUrl,
  });
  gateway = await startService('gateway', GatewayModule, config, { ...gatewayDoor, log: { level: 'error' } });
});

beforeEach(() => {
  endsAt = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000);
  status = 200;
  answer = { actor: 'oidc-abc', siteCode: site, deviceId, shiftId, endsAt: endsAt.toISOString() };
});

afterAll(async () => {
  await gateway?.close();
  rooms.closeAllConnections();
  rooms.close();
  await rm(folder, { recursive: true });
});

const ask = (body: object = { proof: 'a.b.c' }, headers: Record<string, string> = { origin: gateway.url }) =>
  fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

async function signedIn(): Promise<Browser> {
  const issued = await ask();
  const token = /^bulou_session=([^;]+)/.exec(issued.headers.get('set-cookie') ?? '')?.[1];
  const browser = new Browser();
  browser.put(gateway.url, 'bulou_session', token);
  return browser;
}

describe('the token of a shift', () => {
  test('is given against what registration says of the proof: a sampler, bound to site, device and shift', async () => {
    const issued = await ask();
    expect(issued.status).toBe(200);
    const [, token] =
      /^bulou_session=([^;]+); Path=\/; Max-Age=600; HttpOnly; SameSite=Strict/.exec(
        issued.headers.get('set-cookie') ?? '',
      ) ?? [];
    expect(decodeJwt(token ?? '')).toMatchObject({
      sub: 'oidc-abc',
      role: 'sampler',
      scope: { site, device: deviceId, shift: shiftId },
      shift_ends_at: endsAt.getTime() / 1_000,
    });
    expect(await issued.text()).not.toContain(token);
    expect(seen.findLast(({ url }) => url === '/v1/shift-proofs')).toMatchObject({
      body: '{"proof":"a.b.c"}',
      authorization: undefined,
    });
  });

  test('says in the session until when the shift goes', async () => {
    const me = await (await signedIn()).send('GET', `${gateway.url}/api/gateway/v1/session`);
    expect(JSON.parse(me.text)).toMatchObject({ role: 'sampler', shiftEndsAt: endsAt.toISOString() });
  });

  test('after the shift hands in the journal and reads, and commands nothing else', async () => {
    answer = { ...answer, endsAt: new Date(Date.now() - 1_000).toISOString() };
    const browser = await signedIn();
    const own = { headers: { origin: gateway.url } };
    expect((await browser.send('POST', gateway.url + journalPath, own)).status).toBe(200);
    const people = await browser.send('POST', `${gateway.url}/api/registration/v1/shifts`, own);
    expect([people.status, people.text]).toEqual([403, expect.stringContaining('SHIFT_OVER')]);
  });

  test.each([
    [401, 'DEVICE_PROOF_WRONG'],
    [401, 'REVOKED'],
    [403, 'SHIFT_OVER'],
  ])('is not given when registration says no: %i %s', async (code, name) => {
    status = code;
    answer = { code: name };
    const refused = await ask();
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([code, null]);
    expect(await refused.json()).toMatchObject({ code: name });
  });

  test('is not given while registration is away, nor to a page of another site, nor for what is no proof', async () => {
    expect((await ask({ proof: 'a.b.c' }, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask({ proof: 'no proof' })).status).toBe(400);
    expect((await ask({ proof: `a.b.${'c'.repeat(3_000)}` })).status).toBe(400);
    answer = undefined;
    const away = await ask();
    expect([away.status, away.headers.get('set-cookie')]).toEqual([503, null]);
  });
});
