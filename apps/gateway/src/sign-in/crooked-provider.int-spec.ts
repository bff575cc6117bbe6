import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIssuerKeys, type RunningService, startService } from '@lib/platform';
import { Browser, nextOf } from '@lib/testing';
import { importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { gatewayConfig } from '../gateway.config.js';
import { gatewayDoor } from '../gateway-door.js';
import { GatewayModule } from '../gateway.module.js';

// A provider that answers whatever the test says: a real one cannot be made to lie.
let folder: string;
let gateway: RunningService;
let issuer: string;
let keys: Awaited<ReturnType<typeof makeIssuerKeys>>;
let idToken: (claims: Record<string, unknown>) => Promise<string>;
let tokenStatus = 200;
let nonce = '';
const crooked = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/.well-known/openid-configuration') return response.end(JSON.stringify(metadata()));
  if (request.url === '/keys') return response.end(JSON.stringify(keys.publicKeys));
  const seconds = Math.floor(Date.now() / 1_000);
  const good = { iss: issuer, aud: 'bulou', sub: 'a', nonce, iat: seconds, exp: seconds + 300, bulou_role: 'auditor' };
  void idToken(good).then((id_token) => {
    response.statusCode = tokenStatus;
    response.end(JSON.stringify({ access_token: 'x', token_type: 'bearer', id_token }));
  });
  return undefined;
});

const metadata = () => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ['code'],
  id_token_signing_alg_values_supported: ['ES256'],
});

const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
const sign = async (claims: Record<string, unknown>, key: JWK = keys.privateKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'p1' }).sign(await importJWK(key, 'ES256'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-crooked-'));
  keys = await makeIssuerKeys('p1');
  const house = await makeIssuerKeys('house-1');
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(house.publicKeys));
  await writeFile(join(folder, 'issuer.private.json'), JSON.stringify(house.privateKey), { mode: 0o600 });
  await new Promise<void>((resolve) => crooked.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(crooked.address() as AddressInfo).port}`;
  const config = gatewayConfig({
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_ISSUER_KEY: join(folder, 'issuer.private.json'),
    BULOU_PUBLIC_URL: 'http://127.0.0.1:1',
    BULOU_OIDC_ISSUER: issuer,
    BULOU_OIDC_CLIENT_ID: 'bulou',
  });
  gateway = await startService('gateway', GatewayModule, config, { ...gatewayDoor, log: { level: 'error' } });
});

beforeEach(() => {
  idToken = (claims) => sign(claims);
  tokenStatus = 200;
});

afterAll(async () => {
  await gateway?.close();
  crooked.closeAllConnections();
  crooked.close();
  await rm(folder, { recursive: true });
});

async function comeBack(): Promise<{ status: number; isSignedIn: boolean; text: string }> {
  const browser = new Browser();
  const session = `${gateway.url}/api/gateway/v1/session`;
  const asked = new URL(nextOf(await browser.send('GET', `${session}/login`)) ?? '').searchParams;
  nonce = asked.get('nonce') ?? '';
  const { status, text } = await browser.send('GET', `${session}/callback?code=c&state=${asked.get('state')}`);
  return { status, text, isSignedIn: browser.cookie(gateway.url, 'bulou_session') !== undefined };
}

test('an honest answer signs in', async () => {
  expect(await comeBack()).toMatchObject({ status: 303, isSignedIn: true });
});

test.each<[string, (claims: Record<string, unknown>) => Promise<string>]>([
  ['another nonce', (claims) => sign({ ...claims, nonce: 'another' })],
  ['no nonce', (claims) => sign({ ...claims, nonce: undefined })],
  ['a foreign issuer', (claims) => sign({ ...claims, iss: 'https://evil.example' })],
  ['another audience', (claims) => sign({ ...claims, aud: 'somebody' })],
  ['a second audience and no party named', (claims) => sign({ ...claims, aud: ['bulou', 'other'] })],
  ['an end in the past', (claims) => sign({ ...claims, exp: Math.floor(Date.now() / 1_000) - 60 })],
  ['no subject', (claims) => sign({ ...claims, sub: undefined })],
  ['a key that the provider does not publish', async (claims) => sign(claims, (await makeIssuerKeys('p1')).privateKey)],
  ['no signature', (claims) => Promise.resolve(`${part({ alg: 'none' })}.${part(claims)}.`)],
  [
    'ES256 written and nothing signed',
    (claims) => Promise.resolve(`${part({ alg: 'ES256', kid: 'p1' })}.${part(claims)}.AAAA`),
  ],
  [
    'the public key as a password',
    (claims) => {
      const bytes = `${part({ alg: 'HS256', kid: 'p1' })}.${part(claims)}`;
      const secret = JSON.stringify(keys.publicKeys.keys[0]);
      return Promise.resolve(`${bytes}.${createHmac('sha256', secret).update(bytes).digest('base64url')}`);
    },
  ],
  ['nothing that is a token', () => Promise.resolve('x')],
])('an ID token with %s signs nobody in', async (_what, lie) => {
  idToken = lie;
  expect(await comeBack()).toMatchObject({
    status: 401,
    isSignedIn: false,
    text: expect.stringContaining('SIGN_IN_FAILED') as string,
  });
});

test('a provider that is out of order is away, and nobody’s fault', async () => {
  tokenStatus = 502;
  expect(await comeBack()).toMatchObject({
    status: 503,
    isSignedIn: false,
    text: expect.stringContaining('PROVIDER_AWAY') as string,
  });
});
