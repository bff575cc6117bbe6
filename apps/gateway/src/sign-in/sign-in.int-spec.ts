import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIssuerKeys, type RunningService, startService } from '@lib/platform';
import { Browser, type IdentityProvider, nextOf, startIdentityProvider } from '@lib/testing';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gatewayConfig } from '../gateway.config.js';
import { gatewayDoor } from '../gateway-door.js';
import { GatewayModule } from '../gateway.module.js';

const site = '330105-0001';
const sessionPath = '/api/gateway/v1/session';

let folder: string;
let gateway: RunningService;
let provider: IdentityProvider;
let origin: string;
let nowMs: number;

/** A port that was free a moment ago: provider and gateway must know each other's address before either starts. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-sign-in-'));
  const keys = await makeIssuerKeys('house-1');
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(keys.publicKeys));
  await writeFile(join(folder, 'issuer.private.json'), JSON.stringify(keys.privateKey), { mode: 0o600 });
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const auditKey = JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'audit-1' });
  await writeFile(join(folder, 'audit.private.json'), auditKey, { mode: 0o600 });
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  provider = await startIdentityProvider(`${origin}${sessionPath}/callback`);
  const room = 'http://127.0.0.1:9';
  const rooms = ['REGISTRATION', 'BATCHING', 'LAB', 'NOTIFICATION', 'ISOLATION', 'COMMAND_CENTRE', 'RESULT_DESK'];
  const config = gatewayConfig({
    PORT: String(port),
    BULOU_ISSUER: 'https://bulou.example',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_ISSUER_KEY: join(folder, 'issuer.private.json'),
    BULOU_PUBLIC_URL: origin,
    BULOU_AUDIT_FOLDER: join(folder, 'audit'),
    BULOU_AUDIT_KEY: join(folder, 'audit.private.json'),
    BULOU_OIDC_ISSUER: provider.issuer,
    BULOU_OIDC_CLIENT_ID: 'bulou',
    ...Object.fromEntries(rooms.map((name) => [`${name}_URL`, room])),
  });
  const clock = { now: () => new Date(nowMs) };
  nowMs = Date.now();
  gateway = await startService('gateway', GatewayModule, config, { ...gatewayDoor, clock, log: { level: 'error' } });
});

beforeEach(() => {
  nowMs = Date.now();
  provider.accounts.clear();
  provider.accounts.set('chen.wei@health.example', { bulou_role: 'site-manager', bulou_scope: { site } });
});

afterAll(async () => {
  await gateway?.close();
  await provider?.close();
  await rm(folder, { recursive: true });
});

const begin = async (browser: Browser, returnTo = '/console') => {
  const answer = await browser.send('GET', `${origin}${sessionPath}/login?returnTo=${encodeURIComponent(returnTo)}`);
  return { answer, url: nextOf(answer) ?? '' };
};

async function signedIn(account = 'chen.wei@health.example'): Promise<Browser> {
  const browser = new Browser();
  const back = await provider.signIn(browser, (await begin(browser)).url, account);
  expect((await browser.send('GET', back)).status).toBe(303);
  return browser;
}

const whoAmI = (browser: Browser) => browser.send('GET', origin + sessionPath);
const isSignedIn = (browser: Browser) => browser.cookie(origin, 'bulou_session') !== undefined;
const own = {
  headers: {
    get origin() {
      return origin;
    },
  },
};

describe('signing in at the organisation', () => {
  test('asks by code with PKCE, state and nonce, and keeps them sealed where only the way back sees them', async () => {
    const { answer, url } = await begin(new Browser());
    const asked = new URL(url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      client_id: 'bulou',
    });
    expect(
      [asked.get('state'), asked.get('nonce'), asked.get('code_challenge')].every((each) => (each ?? '').length >= 43),
    ).toBe(true);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^bulou_sign_in=.*; Path=\/api\/gateway\/v1\/session\/callback; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(cookie).not.toContain(asked.get('state'));
  });

  test('leads back to the page that was asked for, as a person of this house without a name', async () => {
    const browser = new Browser();
    const back = await provider.signIn(browser, (await begin(browser)).url, 'chen.wei@health.example');
    const answer = await browser.send('GET', back);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console']);
    const me = JSON.parse((await whoAmI(browser)).text) as { actor: string };
    expect(me).toMatchObject({ role: 'site-manager', scope: { site }, isLocal: false });
    expect(me.actor).toMatch(/^oidc-[A-Za-z0-9_-]{32}$/);
    const token = browser.cookie(origin, 'bulou_session') ?? '';
    expect(token + JSON.stringify(decodeJwt(token))).not.toMatch(/chen|health/);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: 'house-1' });
    expect(decodeJwt(token)).toMatchObject({ iss: 'https://bulou.example', aud: 'bulou' });
    expect((decodeJwt(token).exp ?? 0) - (decodeJwt(token).iat ?? 0)).toBe(600);
    const [session, refresh] = ['bulou_session=', 'bulou_refresh='].map((name) =>
      answer.headers.getSetCookie().find((line) => line.startsWith(name)),
    );
    expect(session).toMatch(/; Path=\/; Max-Age=600; HttpOnly; SameSite=Strict; Secure$/);
    expect(refresh).toMatch(/; Path=\/api\/gateway\/v1\/session; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/%2f/evil.example',
    'javascript:alert(1)',
    '/console\r\nx: y',
    '/api/gateway/v1/session/login',
    `/${'x'.repeat(300)}`,
    '/@evil.example',
    '',
    '/.//evil.example',
  ])('never leads out of this server: %j', async (returnTo) => {
    const browser = new Browser();
    const back = await provider.signIn(browser, (await begin(browser, returnTo)).url, 'chen.wei@health.example');
    expect((await browser.send('GET', back)).headers.get('location')).toBe('/');
  });
});

describe('what does not sign in', () => {
  const refusedAs = async (browser: Browser, url: string, status: number, code: string) => {
    const answer = await browser.send('GET', url);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('location')]).toEqual([
      status,
      'text/html; charset=utf-8',
      null,
    ]);
    expect(answer.text).toContain(code);
    expect(isSignedIn(browser)).toBe(false);
  };

  test('a way back without the cookie of the way out', async () => {
    const browser = new Browser();
    const back = await provider.signIn(browser, (await begin(browser)).url, 'chen.wei@health.example');
    await refusedAs(new Browser(), back, 401, 'SIGN_IN_FAILED');
  });

  test('somebody else’s way back in my browser', async () => {
    const [attacker, victim] = [new Browser(), new Browser()];
    const back = await provider.signIn(attacker, (await begin(attacker)).url, 'chen.wei@health.example');
    await begin(victim);
    await refusedAs(victim, back, 401, 'SIGN_IN_FAILED');
  });

  test.each<[string, (url: URL) => void]>([
    ['another state', (url) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (url) => url.searchParams.delete('state')],
    ['two states', (url) => url.searchParams.append('state', url.searchParams.get('state') ?? '')],
    ['another issuer', (url) => url.searchParams.set('iss', 'https://evil.example')],
    ['a made-up code', (url) => url.searchParams.set('code', 'x'.repeat(43))],
    [
      'an error of the provider',
      (url) => (url.searchParams.delete('code'), url.searchParams.set('error', 'access_denied')),
    ],
  ])('a way back with %s', async (_what, spoil) => {
    const browser = new Browser();
    const url = new URL(await provider.signIn(browser, (await begin(browser)).url, 'chen.wei@health.example'));
    spoil(url);
    await refusedAs(browser, url.href, 401, 'SIGN_IN_FAILED');
  });

  test('the same way back a second time, even with its cookie', async () => {
    const browser = new Browser();
    const back = await provider.signIn(browser, (await begin(browser)).url, 'chen.wei@health.example');
    const begun = browser.cookie(origin, 'bulou_sign_in');
    expect((await browser.send('GET', back)).status).toBe(303);
    expect(browser.cookie(origin, 'bulou_sign_in')).toBeUndefined();
    const again = new Browser();
    again.put(origin, 'bulou_sign_in', begun);
    await refusedAs(again, back, 401, 'SIGN_IN_FAILED');
  });

  test('a way back that took longer than ten minutes', async () => {
    const browser = new Browser();
    const back = await provider.signIn(browser, (await begin(browser)).url, 'chen.wei@health.example');
    nowMs += 601_000;
    await refusedAs(browser, back, 401, 'SIGN_IN_FAILED');
  });

  test.each<[string, Record<string, unknown>]>([
    ['no role', {}],
    ['a role that this house does not have', { bulou_role: 'emperor' }],
    ['a role by inheritance', { bulou_role: 'constructor' }],
    ['two roles', { bulou_role: ['admin', 'auditor'] }],
    ['a binding of another form', { bulou_role: 'sampler', bulou_scope: { site: 'everywhere' } }],
    ['a device by word alone', { bulou_role: 'sampler', bulou_scope: { site, device: 'd' } }],
  ])('somebody with %s', async (_what, claims) => {
    provider.accounts.set('li', claims);
    const browser = new Browser();
    await refusedAs(browser, await provider.signIn(browser, (await begin(browser)).url, 'li'), 403, 'SIGN_IN_NO_ROLE');
  });

  test('a practice person: in this profile there are none', async () => {
    const answer = await fetch(`${origin}/api/gateway/v1/practice/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"key":"admin-1"}',
    });
    expect(answer.status).toBe(404);
    const ways = await fetch(`${origin}${sessionPath}/ways`);
    expect(await ways.json()).toEqual({ organisation: true, practice: false });
  });
});

describe('staying signed in', () => {
  test('a page in use gets a fresh token, and what renews it changes each time', async () => {
    const browser = await signedIn();
    const [token, refresh] = [browser.cookie(origin, 'bulou_session'), browser.cookie(origin, 'bulou_refresh')];
    nowMs += 4 * 60_000;
    await whoAmI(browser);
    expect(browser.cookie(origin, 'bulou_session')).toBe(token);
    nowMs += 2 * 60_000;
    expect((await whoAmI(browser)).status).toBe(200);
    expect(decodeJwt(browser.cookie(origin, 'bulou_session') ?? '').iat).toBe(Math.floor(nowMs / 1_000));
    expect(browser.cookie(origin, 'bulou_refresh')).not.toBe(refresh);
  });

  test('two tabs that renew in the same moment both stay signed in', async () => {
    const browser = await signedIn();
    nowMs += 6 * 60_000;
    const answers = await Promise.all([whoAmI(browser), whoAmI(browser), whoAmI(browser)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    nowMs += 6 * 60_000;
    expect((await whoAmI(browser)).headers.getSetCookie()).toHaveLength(2);
  });

  test('a page that slept comes back, on its own page only', async () => {
    const browser = await signedIn();
    nowMs += 30 * 60_000;
    browser.put(origin, 'bulou_session', undefined);
    expect((await whoAmI(browser)).status).toBe(401);
    const foreign = await browser.send('POST', `${origin}${sessionPath}/renewal`, {
      headers: { origin: 'http://evil.example' },
    });
    expect([foreign.status, isSignedIn(browser)]).toEqual([403, false]);
    expect((await browser.send('POST', `${origin}${sessionPath}/renewal`, own)).status).toBe(204);
    expect((await whoAmI(browser)).status).toBe(200);
  });

  test('what renews a session is used once: a stolen copy ends it for everybody', async () => {
    const browser = await signedIn();
    const stolen = browser.cookie(origin, 'bulou_refresh');
    nowMs += 6 * 60_000;
    await whoAmI(browser);
    const thief = new Browser();
    thief.put(origin, 'bulou_refresh', stolen);
    nowMs += 60_000;
    expect((await thief.send('POST', `${origin}${sessionPath}/renewal`, own)).status).toBe(401);
    nowMs += 5 * 60_000;
    expect((await whoAmI(browser)).status).toBe(401);
    expect([isSignedIn(browser), browser.cookie(origin, 'bulou_refresh')]).toEqual([false, undefined]);
  });

  test('ends when the provider takes the role away, and changes when it gives another', async () => {
    const browser = await signedIn();
    provider.accounts.set('chen.wei@health.example', { bulou_role: 'auditor' });
    nowMs += 6 * 60_000;
    await whoAmI(browser);
    expect(JSON.parse((await whoAmI(browser)).text)).toMatchObject({ role: 'auditor', scope: {} });
    provider.accounts.set('chen.wei@health.example', {});
    nowMs += 6 * 60_000;
    expect((await whoAmI(browser)).status).toBe(401);
    expect(isSignedIn(browser)).toBe(false);
  });

  test('ends after twelve hours, whatever the provider would allow', async () => {
    const browser = await signedIn();
    nowMs += 12 * 3_600_000 + 1_000;
    expect((await browser.send('POST', `${origin}${sessionPath}/renewal`, own)).status).toBe(401);
  });

  test('a session cookie in the place of what renews it opens nothing', async () => {
    const browser = await signedIn();
    browser.put(origin, 'bulou_refresh', browser.cookie(origin, 'bulou_session'));
    expect((await browser.send('POST', `${origin}${sessionPath}/renewal`, own)).status).toBe(401);
  });
});

describe('signing out', () => {
  test('ends the session here and what renews it there', async () => {
    const browser = await signedIn();
    const refresh = browser.cookie(origin, 'bulou_refresh');
    const answer = await browser.send('DELETE', origin + sessionPath, own);
    expect((JSON.parse(answer.text) as { goTo: string }).goTo).toContain(`${provider.issuer}/session/end?`);
    expect([isSignedIn(browser), browser.cookie(origin, 'bulou_refresh')]).toEqual([false, undefined]);
    browser.put(origin, 'bulou_refresh', refresh);
    expect((await browser.send('POST', `${origin}${sessionPath}/renewal`, own)).status).toBe(401);
  });
});
