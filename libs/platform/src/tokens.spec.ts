import { Refusal } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { SignJWT, UnsecuredJWT, importJWK } from 'jose';
import type { JWK } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RouteGuard, TokenVerifier, makeIssuerKeys, requireScope, signLocalToken } from './index.js';
import type { Actor, TokenClaims } from './index.js';

const rules = { issuer: 'bulou-local', audience: 'bulou' };
const claims: TokenClaims = { sub: 'duty-7', role: 'sampler', scope: { site: '110101-0001' } };
const start = Date.parse('2022-03-31T16:00:00Z');

let keys: Awaited<ReturnType<typeof makeIssuerKeys>>;
let nowMs: number;
let reads: number;
let verifier: TokenVerifier;
const clock = { now: () => new Date(nowMs) };

beforeAll(async () => {
  keys = await makeIssuerKeys('k1');
});

beforeEach(() => {
  nowMs = start;
  reads = 0;
  verifier = new TokenVerifier(
    rules,
    () => {
      reads += 1;
      return Promise.resolve(keys.publicKeys);
    },
    clock,
  );
});

const sign = async (more: Partial<typeof rules> = {}, key: JWK = keys.privateKey, minutes = 5) =>
  (await signLocalToken(key, claims, minutes, { ...rules, ...more, clock })).token;

const refused = (token: string) => expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

/** A token that says what it wants: the claims of an attacker who holds a good key or none. */
async function forge(alg: string, payload: Record<string, unknown>, key: JWK | Uint8Array = keys.privateKey) {
  const seconds = start / 1_000;
  const all = {
    sub: 'x',
    role: 'admin',
    scope: {},
    iss: rules.issuer,
    aud: rules.audience,
    iat: seconds,
    exp: seconds + 300,
    ...payload,
  };
  return new SignJWT(all)
    .setProtectedHeader({ alg, kid: 'k1', typ: 'at+jwt' })
    .sign(key instanceof Uint8Array ? key : await importJWK(key, alg));
}

describe('a token', () => {
  test('of the issuer, for us and in time names its bearer', async () => {
    const actor: Actor = { id: 'duty-7', role: 'sampler', scope: { site: '110101-0001' } };
    expect(await verifier.verify(await sign())).toEqual(actor);
  });

  test('without a signature, or signed with the public key as a password, is refused', async () => {
    const seconds = start / 1_000;
    const unsigned = new UnsecuredJWT({ sub: 'x', role: 'admin', scope: {}, iss: rules.issuer, aud: rules.audience });
    await refused(
      unsigned
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 300)
        .encode(),
    );
    await refused(await forge('HS256', {}, Buffer.from(JSON.stringify(keys.publicKeys.keys[0]))));
  });

  test('of another issuer, for another audience, or by a key that is not the issuer’s is refused', async () => {
    await refused(await sign({ issuer: 'somebody' }));
    await refused(await sign({ audience: 'elsewhere' }));
    await refused(await sign({}, (await makeIssuerKeys('k1')).privateKey));
    await refused('not.a.token');
  });

  test('is refused after its end, before its beginning, and when it would live too long', async () => {
    const token = await sign();
    nowMs = start + 5 * 60_000 + 6_000;
    await refused(token);
    nowMs = start - 60_000;
    await refused(await forge('ES256', {}));
    nowMs = start;
    await refused(await forge('ES256', { exp: start / 1_000 + 601 }));
    await refused(await forge('ES256', { iat: undefined }));
  });

  test('with an unknown role, a scope of its own invention, or a bearer that looks like a name is refused', async () => {
    await refused(await forge('ES256', { role: 'root' }));
    await refused(await forge('ES256', { scope: { everything: 'yes' } }));
    await refused(await forge('ES256', { sub: '王小明' }));
    expect(await verifier.verify(await forge('ES256', {}))).toMatchObject({ role: 'admin' });
  });

  test('is never signed for more than ten minutes', async () => {
    await expect(sign({}, keys.privateKey, 11)).rejects.toThrow('up to 10 minutes');
    await expect(sign({}, keys.privateKey, 0)).rejects.toThrow('up to 10 minutes');
  });

  test('is remembered for a minute, and a key withdrawn in between ends it then', async () => {
    const token = await sign();
    await verifier.verify(token);
    const others = await makeIssuerKeys('k2');
    const issuer = keys;
    keys = others;
    nowMs = start + 59_000;
    await verifier.verify(token);
    expect(reads).toBe(1);
    // A token of the new key makes the verifier read the keys again, after which the old one is not known any more.
    expect(await verifier.verify(await sign({}, others.privateKey))).toMatchObject({ id: 'duty-7' });
    nowMs = start + 61_000;
    await refused(token);
    expect(reads).toBe(2);
    keys = issuer;
  });
});

describe('the guard', () => {
  const route = (path: string, roles: RouteContract['roles']): RouteContract => ({
    service: 'lab',
    method: 'GET',
    path,
    roles,
    scope: 'none',
    summary: { zh: '', en: '' },
  });
  const routes = [route('/v1/open', 'public'), route('/v1/swabs', ['sampler']), route('/v1/boxes', ['courier'])];
  const guard = () => new RouteGuard('lab', routes, verifier);
  const admit = async (path: string, authorization?: string) =>
    guard().admit(guard().contractOf('GET', path), authorization);

  test('lets anybody into a public route, and the named role into its own', async () => {
    expect(await admit('/v1/open')).toBeUndefined();
    expect(await admit('/v1/swabs', `Bearer ${await sign()}`)).toMatchObject({ id: 'duty-7' });
  });

  test('refuses a route that the table does not list, whoever asks', async () => {
    await expect(admit('/v1/other', `Bearer ${await sign()}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(guard().contractOf('POST', '/v1/swabs')).toBeUndefined();
    expect(new RouteGuard('batching', routes, verifier).contractOf('GET', '/v1/swabs')).toBeUndefined();
  });

  test('refuses another role and anything that is no bearer token', async () => {
    await expect(admit('/v1/boxes', `Bearer ${await sign()}`)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(admit('/v1/swabs', await sign())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(admit('/v1/swabs')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('does not begin with a table that lists a route twice', () => {
    expect(() => new RouteGuard('lab', [...routes, route('/v1/open', [])], verifier)).toThrow('twice');
  });
});

describe('a scope', () => {
  const actor: Actor = { id: 'duty-7', role: 'sampler', scope: { site: '110101-0001' } };

  test('opens its own object', () => {
    expect(() => requireScope(actor, 'site', '110101-0001')).not.toThrow();
  });

  test.each<['site' | 'lab', string | undefined]>([
    ['site', '110101-0002'],
    ['site', undefined],
    ['lab', 'LAB-1'],
    ['lab', undefined],
  ])('of one site hides the %s %s', (kind, value) => {
    expect(() => requireScope(actor, kind, value)).toThrow(Refusal);
    expect(() => requireScope(actor, kind, value)).toThrow('NOT_FOUND');
  });
});
