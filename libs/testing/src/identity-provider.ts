import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import type { Browser } from './browser.js';

/** An OpenID provider of a test, on loopback. */
export interface IdentityProvider {
  readonly issuer: string;
  /** What the provider says of each account; a test may change it while people are signed in. */
  readonly accounts: Map<string, Record<string, unknown>>;
  /** Takes a browser through login and consent. In: the address that the gateway sent it to. Out: the way back. */
  signIn(browser: Browser, url: string, account: string): Promise<string>;
  close(): Promise<void>;
}

const secrets = ['cookies of a test'];

/**
 * Starts a real provider (oidc-provider) with one public client that must use PKCE and gets rotating refresh tokens.
 * In: the client's redirect address.
 */
export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  const accounts = new Map<string, Record<string, unknown>>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'p1' };
  const client = {
    client_id: 'bulou',
    token_endpoint_auth_method: 'none',
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [`${new URL(redirectUri).origin}/`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
  };
  const provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [key] },
    cookies: { keys: secrets },
    claims: { openid: ['sub', 'bulou_role', 'bulou_scope'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      RefreshToken: 86_400,
      Session: 86_400,
      Grant: 86_400,
      Interaction: 600,
    },
    findAccount: (_context: unknown, accountId: string) => {
      const claims = accounts.get(accountId);
      return claims && { accountId, claims: () => ({ sub: accountId, ...claims }) };
    },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    accounts,
    signIn: (browser, url, account) => signIn(browser, url, account, redirectUri),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function signIn(browser: Browser, url: string, account: string, redirectUri: string): Promise<string> {
  const isBack = (next: string) => next.startsWith(redirectUri);
  const login = await browser.follow('GET', url, isBack);
  const consent = await browser.follow('POST', login.url, isBack, { prompt: 'login', login: account, password: 'x' });
  const back = await browser.follow('POST', consent.url, isBack, { prompt: 'consent' });
  const next = back.headers.get('location');
  if (next === null || !isBack(next)) throw new Error(`the provider did not send back: ${back.status} ${back.url}`);
  return next;
}
