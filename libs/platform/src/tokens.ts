import { createHash } from 'node:crypto';
import { Refusal } from '@lib/contracts/refusals';
import { roles } from '@lib/vocabulary';
import type { Clock, Role, Scope } from '@lib/vocabulary';
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import type { Actor } from './actor.js';
import { systemClock } from './clock.js';

/** Tokens live ten minutes at most: a lost device is harmless after that without any list of revoked tokens. */
export const tokenMinutesMax = 10;
const cacheSecondsMax = 60; // settled 23: what is revoked is refused within a minute.
const cachedTokensMax = 20_000; // A campaign's largest shift; about 10 MB.
const keyReloadSecondsMin = 10;
const clockToleranceSeconds = 5;
const algorithm = 'ES256';

const text = z.string().min(1).max(80);
const claimsSchema = z.object({
  sub: z.string().regex(/^[A-Za-z0-9._:@-]{1,80}$/),
  role: z.enum(Object.keys(roles) as [Role, ...Role[]]),
  scope: z
    .strictObject({ site: text, lab: text, district: text, participant: text, device: text, shift: text })
    .partial()
    .default({}),
  exp: z.number(),
  iat: z.number(),
});

/** What a token says: who, in which role, bound to what. */
export interface TokenClaims {
  readonly sub: string;
  readonly role: Role;
  readonly scope: Scope;
}

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

/** Reads the issuer's public keys; called again when a token names a key that is not known. */
export type KeyReader = () => Promise<JSONWebKeySet>;

/** Verifies bearer tokens and remembers the answer for up to a minute, by the token's hash. */
export class TokenVerifier {
  private readonly seen = new Map<string, { actor: Actor; untilMs: number }>();
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private keysReadAtMs = 0;

  constructor(
    private readonly rules: TokenRules,
    private readonly readKeys: KeyReader,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * In: the compact token. Out: the caller. Throws UNAUTHENTICATED for a wrong signature, algorithm, issuer, audience,
   * time, or life longer than ten minutes, and for claims that are not ours; a fault when the keys cannot be read.
   */
  async verify(token: string): Promise<Actor> {
    const hash = createHash('sha256').update(token).digest('base64');
    const nowMs = this.clock.now().getTime();
    const known = this.seen.get(hash);
    if (known !== undefined && nowMs < known.untilMs) return known.actor;
    this.seen.delete(hash);
    const { sub, role, scope, exp, iat } = await this.claimsOf(token);
    if (exp - iat > tokenMinutesMax * 60) throw new Refusal('UNAUTHENTICATED');
    const actor: Actor = Object.freeze({ id: sub, role, scope: Object.freeze(scope) });
    this.remember(hash, actor, Math.min(exp * 1_000, nowMs + cacheSecondsMax * 1_000));
    return actor;
  }

  private async claimsOf(token: string): Promise<z.output<typeof claimsSchema>> {
    try {
      const { payload } = await jwtVerify(token, (header) => this.keyFor(header), {
        algorithms: [algorithm],
        issuer: this.rules.issuer,
        audience: this.rules.audience,
        currentDate: this.clock.now(),
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['sub', 'exp', 'iat'],
        maxTokenAge: tokenMinutesMax * 60,
      });
      return claimsSchema.parse(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) throw new Refusal('UNAUTHENTICATED');
      throw error;
    }
  }

  private async keyFor(header: Parameters<ReturnType<typeof createLocalJWKSet>>[0]) {
    this.keys ??= await this.loadKeys();
    try {
      return await this.keys(header);
    } catch (error) {
      const age = this.clock.now().getTime() - this.keysReadAtMs;
      if (!(error instanceof errors.JWKSNoMatchingKey) || age < keyReloadSecondsMin * 1_000) throw error;
      this.keys = await this.loadKeys();
      return this.keys(header);
    }
  }

  private async loadKeys(): Promise<ReturnType<typeof createLocalJWKSet>> {
    this.keysReadAtMs = this.clock.now().getTime();
    return createLocalJWKSet(await this.readKeys());
  }

  private remember(hash: string, actor: Actor, untilMs: number): void {
    const [oldest] = this.seen.keys();
    if (this.seen.size >= cachedTokensMax && oldest !== undefined) this.seen.delete(oldest);
    this.seen.set(hash, { actor, untilMs });
  }
}

/**
 * Signs a token of the local profile.
 * In: the issuer's private key, the claims, whole minutes to live. Out: the compact token and its end.
 * Throws when it would live longer than ten minutes.
 */
export async function signLocalToken(
  key: JWK,
  claims: TokenClaims,
  minutes: number,
  rules: TokenRules & { readonly clock?: Clock },
): Promise<{ token: string; expiresAt: Date }> {
  if (!(minutes > 0 && minutes <= tokenMinutesMax)) {
    throw new RangeError(`a token lives up to ${tokenMinutesMax} minutes, not ${minutes}`);
  }
  const issuedAt = Math.floor((rules.clock ?? systemClock).now().getTime() / 1_000);
  const expiresAt = issuedAt + Math.floor(minutes * 60);
  const token = await new SignJWT({ role: claims.role, scope: claims.scope })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .setSubject(claims.sub)
    .setIssuer(rules.issuer)
    .setAudience(rules.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(await importJWK(key, algorithm));
  return { token, expiresAt: new Date(expiresAt * 1_000) };
}

/** Out: a fresh pair of issuer keys: the private one for the issuer, the set of public ones for every service. */
export async function makeIssuerKeys(kid: string): Promise<{ privateKey: JWK; publicKeys: JSONWebKeySet }> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const common = { kid, alg: algorithm, use: 'sig' };
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...common },
    publicKeys: { keys: [{ ...(await exportJWK(pair.publicKey)), ...common }] },
  };
}
