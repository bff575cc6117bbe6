import { Refusal } from '@lib/contracts/refusals';
import { CONFIG, Log } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import type { GatewayConfig } from '../gateway.config.js';
import { personOfClaims } from './person-of-claims.js';

/** What must be the same when the person comes back; kept sealed in the browser meanwhile. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Somebody whom the provider vouches for. */
export interface Vouched {
  readonly person: TokenClaims;
  /** The provider's own subject: whoever is renewed must still be the same. */
  readonly subject: string;
  readonly refreshToken: string | undefined;
}

export const callbackPath = '/api/gateway/v1/session/callback';

// A provider that needs longer is away: the person sees a page and tries again.
const answerSecondsMax = 5;
const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

// What a proxy before a provider answers in its place says nothing about the person.
const awayCodes = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

/** The organisation's OpenID provider: code flow with PKCE, ID tokens checked against its published keys. */
@Injectable()
export class Provider {
  #found: Promise<oidc.Configuration> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** False when no provider is set: then nobody signs in this way. */
  get isSet(): boolean {
    return this.config.oidc !== undefined;
  }

  /** Out: where to send the browser, and what to compare when it comes back. Throws PROVIDER_AWAY. */
  async begin(): Promise<{ url: URL; begun: Begun }> {
    const begun = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
    const found = await this.#discover();
    const url = oidc.buildAuthorizationUrl(found, {
      redirect_uri: this.#settings.publicUrl + callbackPath,
      scope: this.#settings.oidcScopes,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      // A refresh token is given for an asked consent only (OpenID Connect Core §11).
      ...(this.#settings.oidcScopes.includes('offline_access') ? { prompt: 'consent' } : {}),
    });
    return { url, begun };
  }

  /** In: the query with which the browser came back. Throws SIGN_IN_FAILED, SIGN_IN_NO_ROLE, PROVIDER_AWAY. */
  async complete(query: string, begun: Begun): Promise<Vouched> {
    const found = await this.#discover();
    const url = new URL(`${this.#settings.publicUrl}${callbackPath}${query}`);
    const checks = { expectedState: begun.state, expectedNonce: begun.nonce, pkceCodeVerifier: begun.verifier };
    const answer = await oidc
      .authorizationCodeGrant(found, url, { ...checks, idTokenExpected: true })
      .catch((error: unknown) => this.#refuse('sign-in', error));
    return this.#vouched(answer.claims(), answer.refresh_token);
  }

  /** Out: the same person anew. Throws SIGN_IN_FAILED when the provider will not, PROVIDER_AWAY when it cannot. */
  async renew(refreshToken: string, subject: string): Promise<Vouched> {
    const found = await this.#discover();
    const answer = await oidc
      .refreshTokenGrant(found, refreshToken)
      .catch((error: unknown) => this.#refuse('renewal', error));
    // Some providers give no ID token at a refresh; what they say of the person now is asked for then.
    const claims =
      answer.claims() ??
      (await oidc
        .fetchUserInfo(found, answer.access_token, subject)
        .catch((error: unknown) => this.#refuse('renewal', error)));
    const vouched = this.#vouched(claims, answer.refresh_token ?? refreshToken);
    if (vouched.subject !== subject) throw new Refusal('SIGN_IN_FAILED');
    return vouched;
  }

  /** Tells the provider that the refresh token is over. Out: where its own session ends, if it has such a page. */
  async end(refreshToken: string | undefined): Promise<string | undefined> {
    const found = await this.#discover();
    const { revocation_endpoint: revokes, end_session_endpoint: ends } = found.serverMetadata();
    if (refreshToken !== undefined && revokes !== undefined) await oidc.tokenRevocation(found, refreshToken);
    const { publicUrl, oidcClientId } = this.#settings;
    const back = { client_id: oidcClientId, post_logout_redirect_uri: `${publicUrl}/` };
    return ends === undefined ? undefined : oidc.buildEndSessionUrl(found, back).href;
  }

  #vouched(claims: Readonly<Record<string, unknown>> | undefined, refreshToken: string | undefined): Vouched {
    const subject = claims?.['sub'];
    if (claims === undefined || typeof subject !== 'string') throw new Refusal('SIGN_IN_FAILED');
    return { person: personOfClaims(claims, this.#settings), subject, refreshToken };
  }

  get #settings(): NonNullable<GatewayConfig['oidc']> {
    if (this.config.oidc === undefined) throw new Refusal('NOT_FOUND');
    return this.config.oidc;
  }

  /** Found out once; a provider that was away is asked again by the next person. */
  #discover(): Promise<oidc.Configuration> {
    this.#found ??= this.#ask().catch((error: unknown) => {
      this.#found = undefined;
      this.log.warn('the sign-in provider does not answer as one', { cause: nameOf(error) });
      throw error instanceof Refusal ? error : new Refusal('PROVIDER_AWAY');
    });
    return this.#found;
  }

  async #ask(): Promise<oidc.Configuration> {
    const { oidcIssuer, oidcClientId, oidcClientSecret } = this.#settings;
    const execute = [oidc.enableNonRepudiationChecks];
    // Plain HTTP on loopback is a test's provider; anywhere else openid-client refuses it.
    if (loopback.test(oidcIssuer)) execute.push(oidc.allowInsecureRequests);
    const auth = oidcClientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(oidcClientSecret);
    const options = { execute, timeout: answerSecondsMax };
    return oidc.discovery(new URL(oidcIssuer), oidcClientId, undefined, auth, options);
  }

  #refuse(what: string, error: unknown): never {
    const cause = nameOf(error);
    this.log.info('the provider vouched for nobody', { what, cause });
    const status = error instanceof oidc.ResponseBodyError ? error.status : 0;
    const isAway = error instanceof TypeError || awayCodes.has(cause) || status >= 500 || status === 429;
    throw new Refusal(isAway ? 'PROVIDER_AWAY' : 'SIGN_IN_FAILED');
  }
}

/** A code of the library or of OAuth; never a message, which may hold what a person typed. */
const nameOf = (error: unknown): string => {
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError) return error.error;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
};
