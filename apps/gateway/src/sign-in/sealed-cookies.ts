import { CONFIG } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cookieNamed } from '../doorkeeper/cookie.js';
import type { GatewayConfig } from '../gateway.config.js';
import { HouseIssuer } from './house-issuer.js';
import { type Begun, callbackPath, type Vouched } from './provider.js';

const sessionPath = '/api/gateway/v1/session';
const names = { begun: 'bulou_sign_in', refresh: 'bulou_refresh' } as const;

// A sign-in with a second factor takes a minute or two; what lies longer was given up.
const signInSeconds = 600;
// Twelve hours: a duty. Whoever comes back later signs in again, whatever the provider would still allow.
const refreshSeconds = 12 * 3_600;

const begun = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), returnTo: z.string() });
const refresh = z.object({ token: z.string(), subject: z.string(), actor: z.string(), since: z.number() });

export type SignInBegun = Begun & { readonly returnTo: string };
export type Refresh = z.output<typeof refresh>;

/** What a browser keeps for the gateway and cannot read: a sign-in under way, and what renews a session. */
@Injectable()
export class SealedCookies {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    private readonly issuer: HouseIssuer,
  ) {}

  /** Lax, because the provider's page sends the browser back: a strict cookie would not come along. */
  async keepBegun(content: SignInBegun): Promise<string> {
    const sealed = await this.issuer.seal('sign-in', { ...content }, signInSeconds);
    return this.#cookie(names.begun, sealed, callbackPath, signInSeconds, 'Lax');
  }

  async begunOf(request: FastifyRequest): Promise<SignInBegun | undefined> {
    const opened = await this.issuer.open('sign-in', cookieNamed(request.headers.cookie, names.begun));
    return opened && begun.safeParse(opened).data;
  }

  forgetBegun = (): string => this.#cookie(names.begun, '', callbackPath, 0, 'Lax');

  /** In: who was vouched for, and since when the session lasts (Unix seconds). Out: the cookie; its end stays where it was. */
  async keepRefresh({ refreshToken, subject, person }: Vouched, since: number, nowSeconds: number): Promise<string> {
    const seconds = since + refreshSeconds - nowSeconds;
    if (refreshToken === undefined || seconds <= 0) return this.forgetRefresh();
    const content: Refresh = { token: refreshToken, subject, actor: person.sub, since };
    const sealed = await this.issuer.seal('refresh', { ...content }, seconds);
    return this.#cookie(names.refresh, sealed, sessionPath, seconds, 'Strict');
  }

  async refreshOf(request: FastifyRequest): Promise<Refresh | undefined> {
    const opened = await this.issuer.open('refresh', cookieNamed(request.headers.cookie, names.refresh));
    return opened && refresh.safeParse(opened).data;
  }

  forgetRefresh = (): string => this.#cookie(names.refresh, '', sessionPath, 0, 'Strict');

  #cookie(name: string, value: string, path: string, seconds: number, sameSite: 'Lax' | 'Strict'): string {
    const secure = this.config.profile === 'local' ? '' : '; Secure';
    return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${secure}`;
  }
}
