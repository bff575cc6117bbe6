import { hkdfSync } from 'node:crypto';
import { CLOCK, CONFIG, readJsonFile, signLocalToken, tokenMinutesMax } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { EncryptJWT, errors, jwtDecrypt, type JWTPayload } from 'jose';
import { z } from 'zod';
import { RevokedNow } from '../revocation/revoked-now.js';
import { cookieFor } from '../doorkeeper/cookie.js';
import type { GatewayConfig } from '../gateway.config.js';

/** What a sealed text is for; one that was sealed for something else does not open. */
export type SealPurpose = 'sign-in' | 'refresh';

const privateKey = z.looseObject({ kty: z.literal('EC'), kid: z.string(), d: z.string() });
const sealedBy = { alg: 'dir', enc: 'A256GCM' } as const;

/** Signs for whoever the gateway let in, and seals what a browser keeps for it. One key file for both. */
@Injectable()
export class HouseIssuer {
  #key: Promise<z.output<typeof privateKey>> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly revoked: RevokedNow,
  ) {}

  /** Out: the session cookie of these claims and the moment at which it ends. Throws REVOKED; a fault without a key. */
  async session(claims: TokenClaims, minutes: number = tokenMinutesMax): Promise<{ cookie: string; expiresAt: Date }> {
    this.revoked.refuse({ id: claims.sub, scope: claims.scope });
    const { token, expiresAt } = await this.sign(claims, minutes);
    return { cookie: cookieFor(token, minutes * 60, this.config.profile !== 'local'), expiresAt };
  }

  async sign(claims: TokenClaims, minutes: number): Promise<{ token: string; expiresAt: Date }> {
    const { issuer, audience } = this.config;
    return signLocalToken(await this.#read(), claims, minutes, { issuer, audience, clock: this.clock });
  }

  /** Out: content that only this house can read, good for so many seconds. */
  async seal(purpose: SealPurpose, content: JWTPayload, seconds: number): Promise<string> {
    const nowSeconds = Math.floor(this.clock.now().getTime() / 1_000);
    return new EncryptJWT(content)
      .setProtectedHeader(sealedBy)
      .setAudience(purpose)
      .setExpirationTime(nowSeconds + seconds)
      .encrypt(await this.#sealingKey());
  }

  /** Out: the content; nothing when it was not sealed here, for this, or is too old. */
  async open(purpose: SealPurpose, sealed: string | undefined): Promise<JWTPayload | undefined> {
    if (sealed === undefined) return undefined;
    try {
      const opened = await jwtDecrypt(sealed, await this.#sealingKey(), {
        audience: purpose,
        currentDate: this.clock.now(),
        keyManagementAlgorithms: [sealedBy.alg],
        contentEncryptionAlgorithms: [sealedBy.enc],
      });
      return opened.payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  // From the signing key by HKDF, so that an installation keeps one secret and not two.
  async #sealingKey(): Promise<Uint8Array> {
    const { d } = await this.#read();
    return new Uint8Array(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', 'bulou gateway sealed cookies', 32));
  }

  #read(): Promise<z.output<typeof privateKey>> {
    const { issuerKeyFile } = this.config;
    if (issuerKeyFile === undefined) throw new Error('the gateway has no key of the issuer');
    this.#key ??= readJsonFile(issuerKeyFile, privateKey, { isSecret: true });
    return this.#key;
  }
}
