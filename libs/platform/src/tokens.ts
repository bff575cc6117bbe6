import { createHash } from 'node:crypto';
import { Refusal } from '@lib/contracts/refusals';
import { roles } from '@lib/vocabulary';
import type { Clock, Role, Scope } from '@lib/vocabulary';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import type { Actor } from './actor.js';
import { systemClock } from './clock.js';

/** Minutes that a token lives at most: where the list of revocations does not reach, it ends by itself (decision 0031). */
export const tokenMinutesMax = 10;
const cacheSecondsMax = 60; // settled 23: what is revoked is refused within a minute.
const cachedTokensMax = 20_000; // A campaign's largest shift; about 10 MB.
const keyReloadSecondsMin = 10;
const clockToleranceSeconds = 5;
const algorithm = 'ES256';
// The largest the house signs has some 700 characters; a header line of 16 KB is refused by Node before it comes here.
const tokenCharactersMax = 4_096;
/** RFC 9068: a token of another use (an ID token, a device's proof) is no access token, whoever signed it. */
const tokenType = 'at+jwt';
// Each of these lets a token bring or fetch its own key; no token of the house has one (reliability §6.7).
const keyHeaders = ['jku', 'jwk', 'x5u', 'x5c', 'crit'] as const;

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
  shift_ends_at: z.int().optional(),
});

/** What a token says: who, in which role, bound to what. */
export interface TokenClaims {
  readonly sub: string;
  readonly role: Role;
  readonly scope: Scope;
  /** End of the shift that the token was given for; from then on it reads, and hands in what the shift recorded. */
  readonly shiftEndsAt?: Date;
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
   * type, time, or life longer than ten minutes, for a key that the token brings itself, for claims that are not ours
   * or stand twice; a fault when the keys cannot be read.
   */
  async verify(token: string): Promise<Actor> {
    if (token.length > tokenCharactersMax) throw new Refusal('UNAUTHENTICATED');
    const hash = createHash('sha256').update(token).digest('base64');
    const nowMs = this.clock.now().getTime();
    const known = this.seen.get(hash);
    if (known !== undefined && nowMs < known.untilMs) return known.actor;
    this.seen.delete(hash);
    if (!isHouseForm(token)) throw new Refusal('UNAUTHENTICATED');
    const { sub, role, scope, exp, iat, shift_ends_at: shiftEndsAt } = await this.claimsOf(token);
    if (exp - iat > tokenMinutesMax * 60) throw new Refusal('UNAUTHENTICATED');
    const shift = shiftEndsAt === undefined ? {} : { shiftEndsAt: new Date(shiftEndsAt * 1_000) };
    const actor: Actor = Object.freeze({ id: sub, role, scope: Object.freeze(scope), ...shift });
    this.remember(hash, actor, Math.min(exp * 1_000, nowMs + cacheSecondsMax * 1_000));
    return actor;
  }

  private async claimsOf(token: string): Promise<z.output<typeof claimsSchema>> {
    try {
      const { payload } = await jwtVerify(token, (header) => this.keyFor(header), {
        algorithms: [algorithm],
        typ: tokenType,
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

/** False for a header that chooses its key otherwise than by `kid`, and for claims not written as the house writes. */
function isHouseForm(token: string): boolean {
  try {
    const header = decodeProtectedHeader(token);
    if (header.kid === undefined || keyHeaders.some((name) => name in header)) return false;
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    // A name that stands twice is read as the first by one parser and as the last by another; this form has none.
    return JSON.stringify(JSON.parse(claims)) === claims;
  } catch {
    return false;
  }
}

/**
 * Signs a token of the house: of the gateway for those whom it let in, of the launcher in the local profile.
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
  const { shiftEndsAt } = claims;
  const shift = shiftEndsAt === undefined ? {} : { shift_ends_at: Math.floor(shiftEndsAt.getTime() / 1_000) };
  const token = await new SignJWT({ role: claims.role, scope: claims.scope, ...shift })
    .setProtectedHeader({ alg: algorithm, typ: tokenType, ...(key.kid === undefined ? {} : { kid: key.kid }) })
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
