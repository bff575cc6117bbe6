import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { makeIssuerKeys, type RunningService, signLocalToken, startService, systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { decodeJwt, type JWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gatewayConfig } from '../gateway.config.js';
import { gatewayDoor } from '../gateway-door.js';
import { GatewayModule } from '../gateway.module.js';

const campaignId = systemIds.uuid7();
const scope = { site: '330105-0001', device: systemIds.uuid4() };
const person: PracticePerson = {
  key: 'sampler-1',
  zh: '采样员一',
  en: 'sampler one',
  role: 'sampler',
  scope,
  page: '/sampler',
};
const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const claims: TokenClaims = { sub: person.key, role: person.role, scope };
const rules = { issuer: 'bulou-local', audience: 'bulou' };
const peoplePath = '/api/gateway/v1/practice/people';
const sessionPath = '/api/gateway/v1/session';

let folder: string;
let privateKey: JWK;
let gateway: RunningService;

const start = () =>
  startService(
    'gateway',
    GatewayModule,
    gatewayConfig({
      PORT: '0',
      BULOU_PROFILE: 'local',
      BULOU_JWKS: join(folder, 'keys/jwks.json'),
      BULOU_ISSUER_KEY: join(folder, 'keys/issuer.private.json'),
    }),
    { ...gatewayDoor, log: { level: 'error' } },
  );

const tokenOf = async (who: TokenClaims, minutes = 5) => (await signLocalToken(privateKey, who, minutes, rules)).token;

async function setPeople(people: readonly object[], as: TokenClaims = admin): Promise<Response> {
  const headers = { authorization: `Bearer ${await tokenOf(as)}`, 'content-type': 'application/json' };
  return fetch(gateway.url + peoplePath, { method: 'PUT', headers, body: JSON.stringify({ campaignId, people }) });
}

const signIn = (key: string, headers: Record<string, string> = { origin: gateway.url }) =>
  fetch(`${gateway.url}/api/gateway/v1/practice/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ key }),
  });

const session = (token: string) => fetch(gateway.url + sessionPath, { headers: { cookie: `bulou_session=${token}` } });

const tokenIn = (answer: Response) => /^bulou_session=([^;]+);/.exec(answer.headers.get('set-cookie') ?? '')?.[1];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-practice-'));
  await mkdir(join(folder, 'keys'));
  const keys = await makeIssuerKeys('test');
  privateKey = keys.privateKey;
  await writeFile(join(folder, 'keys/jwks.json'), JSON.stringify(keys.publicKeys));
  await writeFile(join(folder, 'keys/issuer.private.json'), JSON.stringify(privateKey), { mode: 0o600 });
  gateway = await start();
});

beforeEach(async () => {
  await rm(join(folder, 'practice.json'), { force: true });
  expect((await setPeople([person])).status).toBe(200);
});

afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

describe('the people of a practice round', () => {
  test('are set by an administrator, listed for everybody, and outlive a restart', async () => {
    expect(JSON.parse(await readFile(join(folder, 'practice.json'), 'utf8'))).toEqual({ campaignId, people: [person] });
    const again = await start();
    const answer = await fetch(again.url + peoplePath);
    expect(await answer.json()).toEqual({ campaignId, people: [person] });
    await again.close();
  });

  test('are set by nobody else, and not by what breaks the contract', async () => {
    expect((await setPeople([], claims)).status).toBe(403);
    expect((await setPeople([{ ...person, role: 'emperor' }])).status).toBe(400);
  });

  test('sign in with one click, in a cookie that no script reads and no other site sends', async () => {
    const answer = await signIn(person.key);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ page: '/sampler' });
    const cookie = answer.headers.get('set-cookie');
    expect(cookie).toMatch(/; Path=\/; Max-Age=600; HttpOnly; SameSite=Strict$/);
    const me = await session(tokenIn(answer) ?? '');
    expect(await me.json()).toEqual({ actor: person.key, role: 'sampler', scope, campaignId, isLocal: true });
  });

  test('do not sign in under a name that is not on the list, nor from another site', async () => {
    expect((await signIn('emperor-1')).status).toBe(404);
    expect((await signIn(person.key, { origin: 'http://evil.example' })).status).toBe(403);
  });

  test('stay signed in while their page is in use', async () => {
    const fresh = await session(await tokenOf(claims, 10));
    expect(fresh.headers.get('set-cookie')).toBeNull();
    const old = await tokenOf(claims, 4);
    const renewed = tokenIn(await session(old));
    expect(decodeJwt(renewed ?? '').exp).toBeGreaterThan((decodeJwt(old).exp ?? 0) + 300);
  });

  test.each<[string, TokenClaims]>([
    ['who is not on the list', { ...claims, sub: 'sampler-9' }],
    ['whose role is another now', { ...claims, role: 'site-manager' }],
    ['whose site is another now', { ...claims, scope: { site: '330105-0002' } }],
  ])('are not renewed: somebody %s', async (_who, stranger) => {
    const answer = await session(await tokenOf(stranger, 4));
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  });

  test('a program’s token is never turned into a cookie', async () => {
    const headers = { authorization: `Bearer ${await tokenOf(claims, 4)}` };
    expect((await fetch(gateway.url + sessionPath, { headers })).headers.get('set-cookie')).toBeNull();
  });

  test('sign out', async () => {
    const answer = await fetch(gateway.url + sessionPath, { method: 'DELETE', headers: { origin: gateway.url } });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
      200,
      'bulou_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
    ]);
    expect((await fetch(gateway.url + sessionPath)).status).toBe(401);
  });

  test('a file that cannot be read means nobody, not a gateway that does not start', async () => {
    await writeFile(join(folder, 'practice.json'), '{"people": [{}]}');
    const again = await start();
    expect(await (await fetch(again.url + peoplePath)).json()).toEqual({ campaignId: null, people: [] });
    await again.close();
  });
});
