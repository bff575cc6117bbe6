import { createHmac, createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeIssuerKeys, RouteGuard, signLocalToken, TokenVerifier } from './index.js';
import type { TokenClaims } from './index.js';

const rules = { issuer: 'bulou-local', audience: 'bulou' };
const now = new Date('2022-03-31T16:00:00Z');
const seconds = now.getTime() / 1_000;
const clock = { now: () => now };
const good = {
  sub: 'x',
  role: 'admin',
  scope: {},
  iss: rules.issuer,
  aud: rules.audience,
  iat: seconds,
  exp: seconds + 300,
};
const goodHeader = { alg: 'ES256', kid: 'k1', typ: 'at+jwt' };

let keys: Awaited<ReturnType<typeof makeIssuerKeys>>;
let strangers: typeof keys;

beforeAll(async () => {
  [keys, strangers] = await Promise.all([makeIssuerKeys('k1'), makeIssuerKeys('k1')]);
});

const verifier = () => new TokenVerifier(rules, () => Promise.resolve(keys.publicKeys), clock);
const part = (content: object | string) =>
  Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');

/** Signs whatever bytes stand before the second dot: the attacker is assumed to hold the issuer's own key. */
async function withGoodKey(header: object, claims: object | string, key: JWK = keys.privateKey): Promise<string> {
  const { privateKey } = { privateKey: await importJWK({ ...key, ext: true }, 'ES256', { extractable: true }) };
  const bytes = `${part(header)}.${part(claims)}`;
  const { subtle } = globalThis.crypto;
  const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey as CryptoKey, Buffer.from(bytes));
  return `${bytes}.${Buffer.from(signature).toString('base64url')}`;
}

const withoutSignature = (alg: string) => `${part({ ...goodHeader, alg })}.${part(good)}.`;

/** The public key as a password: what a verifier falls for that takes the algorithm from the token. */
function signedWithPublicKey(alg: 'HS256' | 'HS512', form: 'jwk' | 'pem'): string {
  const [jwk] = keys.publicKeys.keys;
  const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const bytes = `${part({ ...goodHeader, alg })}.${part(good)}`;
  const secret = form === 'jwk' ? JSON.stringify(jwk) : pem;
  return `${bytes}.${createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret)
    .update(bytes)
    .digest('base64url')}`;
}

function signedWithRsa(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const bytes = `${part({ ...goodHeader, alg: 'RS256' })}.${part(good)}`;
  return `${bytes}.${signBytes('sha256', Buffer.from(bytes), privateKey).toString('base64url')}`;
}

const text = JSON.stringify(good);
const stranger = () => strangers.publicKeys.keys[0] as JWK;

const corpus: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['alg none', () => withoutSignature('none')],
  ['alg None in another spelling', () => withoutSignature('nOnE')],
  ['alg ES256 without a signature', () => withoutSignature('ES256')],
  ['HS256 over the public key as JWK', () => signedWithPublicKey('HS256', 'jwk')],
  ['HS256 over the public key as PEM', () => signedWithPublicKey('HS256', 'pem')],
  ['HS512 over the public key as PEM', () => signedWithPublicKey('HS512', 'pem')],
  ['RS256 by a key of the attacker', () => signedWithRsa()],
  ['ES256 by a key of the attacker under our kid', () => withGoodKey(goodHeader, good, strangers.privateKey)],
  ['a kid that is not in the set', () => withGoodKey({ ...goodHeader, kid: 'k9' }, good)],
  ['no kid', () => withGoodKey({ alg: 'ES256', typ: 'at+jwt' }, good)],
  ['jku beside a good signature', () => withGoodKey({ ...goodHeader, jku: 'https://evil.example/keys' }, good)],
  ['x5u beside a good signature', () => withGoodKey({ ...goodHeader, x5u: 'https://evil.example/x' }, good)],
  ['x5c beside a good signature', () => withGoodKey({ ...goodHeader, x5c: ['MIIB'] }, good)],
  ['jwk beside a good signature', () => withGoodKey({ ...goodHeader, jwk: stranger() }, good)],
  ['its own key in jwk', () => withGoodKey({ ...goodHeader, jwk: stranger() }, good, strangers.privateKey)],
  ['an extension that must be understood', () => withGoodKey({ ...goodHeader, crit: ['b64'], b64: true }, good)],
  ['typ JWT', () => withGoodKey({ ...goodHeader, typ: 'JWT' }, good)],
  ['typ of a device’s proof', () => withGoodKey({ ...goodHeader, typ: 'device-proof+jwt' }, good)],
  ['no typ', () => withGoodKey({ alg: 'ES256', kid: 'k1' }, good)],
  ['expired', () => withGoodKey(goodHeader, { ...good, iat: seconds - 400, exp: seconds - 6 })],
  ['no end', () => withGoodKey(goodHeader, { ...good, exp: undefined })],
  ['an end that is text', () => withGoodKey(goodHeader, { ...good, exp: String(seconds + 300) })],
  ['nbf in the future', () => withGoodKey(goodHeader, { ...good, nbf: seconds + 60 })],
  ['iat in the future', () => withGoodKey(goodHeader, { ...good, iat: seconds + 60 })],
  ['a life of eleven minutes', () => withGoodKey(goodHeader, { ...good, exp: seconds + 660 })],
  ['another audience', () => withGoodKey(goodHeader, { ...good, aud: 'bulou-other' })],
  ['an audience that only begins alike', () => withGoodKey(goodHeader, { ...good, aud: 'bulou ' })],
  ['no audience', () => withGoodKey(goodHeader, { ...good, aud: undefined })],
  ['another issuer', () => withGoodKey(goodHeader, { ...good, iss: 'https://evil.example' })],
  ['the role twice', () => withGoodKey(goodHeader, `${text.slice(0, -1)},"role":"auditor"}`)],
  ['the bearer twice', () => withGoodKey(goodHeader, `{"sub":"y",${text.slice(1)}`)],
  [
    'a scope with a name twice',
    () => withGoodKey(goodHeader, text.replace('"scope":{}', '"scope":{"site":"a","site":"b"}')),
  ],
  ['claims that are no JSON', () => withGoodKey(goodHeader, `${text},`)],
  ['claims that are a list', () => withGoodKey(goodHeader, '[]')],
  ['two roles in one', () => withGoodKey(goodHeader, { ...good, role: ['admin', 'auditor'] })],
  ['four parts', async () => `${await withGoodKey(goodHeader, good)}.x`],
  ['a megabyte', () => withGoodKey(goodHeader, { ...good, filler: 'x'.repeat(1_000_000) })],
  ['a megabyte of nothing', () => 'x'.repeat(1_000_000)],
  ['nothing', () => ''],
];

describe('the corpus of bad tokens', () => {
  test.each(corpus)('%s is refused', async (_what, make) => {
    await expect(verifier().verify(await make())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('is bad for its one fault alone: the same token without it is good', async () => {
    expect(await verifier().verify(await withGoodKey(goodHeader, good))).toMatchObject({ role: 'admin' });
  });

  test('never makes the verifier read a key from afar', async () => {
    let reads = 0;
    const counting = new TokenVerifier(rules, () => Promise.resolve(((reads += 1), keys.publicKeys)), clock);
    for (const name of ['jku', 'x5u']) {
      const token = await withGoodKey({ ...goodHeader, [name]: 'http://127.0.0.1:9/keys' }, good);
      await expect(counting.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect(reads).toBe(0);
  });

  test('is refused again: no answer to a bad token is remembered as a good one', async () => {
    const one = verifier();
    await one.verify(await withGoodKey(goodHeader, good));
    const bad = await new SignJWT(good)
      .setProtectedHeader({ ...goodHeader, typ: 'JWT' })
      .sign(await importJWK(keys.privateKey, 'ES256'));
    for (let turn = 0; turn < 2; turn += 1) await expect(one.verify(bad)).rejects.toThrow();
  });
});

describe('a token that was given for a shift', () => {
  const endsAt = new Date(now.getTime() + 60_000);
  const claims: TokenClaims = { sub: 's-1', role: 'sampler', scope: { shift: 'a', device: 'b' }, shiftEndsAt: endsAt };
  let nowMs = now.getTime();
  const moving = { now: () => new Date(nowMs) };
  const route = { service: 'lab', roles: ['sampler'], scope: 'device', summary: { zh: '', en: '' } } as const;
  const routes = [
    { ...route, method: 'POST', path: '/v1/journal', takesLateSync: true },
    { ...route, method: 'POST', path: '/v1/people' },
    { ...route, method: 'GET', path: '/v1/people' },
  ] as const;

  const admit = async (method: string, path: string) => {
    const guard = new RouteGuard(
      'lab',
      routes,
      new TokenVerifier(rules, () => Promise.resolve(keys.publicKeys), moving),
      moving,
    );
    const { token } = await signLocalToken(keys.privateKey, claims, 5, { ...rules, clock: moving });
    return guard.admit(guard.contractOf(method, path), `Bearer ${token}`);
  };

  test('does everything of its role until the shift ends', async () => {
    nowMs = endsAt.getTime() - 1;
    expect(await admit('POST', '/v1/people')).toMatchObject({ shiftEndsAt: endsAt });
  });

  test('afterwards reads, and hands in what the shift recorded, and commands nothing else', async () => {
    nowMs = endsAt.getTime();
    await admit('GET', '/v1/people');
    await admit('POST', '/v1/journal');
    await expect(admit('POST', '/v1/people')).rejects.toMatchObject({ code: 'SHIFT_OVER' });
  });
});
