import { z } from 'zod';
import type { Setting } from './setting.js';

const apps = ['gateway'] as const;
const claim = z.string().regex(/^[A-Za-z0-9_:/.-]{1,120}$/, 'the name of a claim');
const hosts = z
  .string()
  .transform((list) => list.split(',').map((host) => host.trim().toLowerCase()))
  .pipe(z.array(z.string().regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d+)?$/, 'host or host:port')).min(1));
const webUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

/** Part of the one table of settings: how people and devices come in. Only the gateway reads them. */
export const doorSettings = {
  publicUrl: {
    name: 'BULOU_PUBLIC_URL',
    meaning: "the gateway's own address as browsers write it; people come back to it from their sign-in",
    form: webUrl,
    isOptional: true,
    apps,
  },
  allowedHosts: {
    name: 'BULOU_ALLOWED_HOSTS',
    meaning: 'names this server goes by, separated by commas; a name without a port is good for every port',
    form: hosts,
    fallback: { local: 'localhost,127.0.0.1,[::1]' },
    isOptional: true,
    apps,
  },
  oidcIssuer: {
    name: 'BULOU_OIDC_ISSUER',
    meaning: "address of the organisation's OpenID provider; https, or http on loopback in a test",
    form: webUrl,
    isOptional: true,
    apps,
  },
  oidcClientId: {
    name: 'BULOU_OIDC_CLIENT_ID',
    meaning: 'name under which the provider knows this gateway',
    form: z.string().min(1),
    isOptional: true,
    apps,
  },
  oidcClientSecret: {
    name: 'BULOU_OIDC_CLIENT_SECRET',
    meaning: 'for a provider that wants one; PKCE holds without',
    form: z.string().min(1),
    isOptional: true,
    isSecret: true,
    apps,
  },
  oidcScopes: {
    name: 'BULOU_OIDC_SCOPES',
    meaning: 'scopes asked of the provider; offline_access gives the refresh that keeps people signed in',
    form: z.string().regex(/\bopenid\b/, 'must contain openid'),
    fallback: 'openid offline_access',
    apps,
  },
  oidcSubject: {
    name: 'BULOU_OIDC_SUBJECT',
    meaning: "hashed: people are known by a digest of the provider's subject; as-is: by the subject, if it is no name",
    form: z.enum(['hashed', 'as-is']),
    fallback: 'hashed',
    apps,
  },
  oidcSubjectClaim: {
    name: 'BULOU_OIDC_SUBJECT_CLAIM',
    meaning: 'claim of the ID token that says who',
    form: claim,
    fallback: 'sub',
    apps,
  },
  oidcRoleClaim: {
    name: 'BULOU_OIDC_ROLE_CLAIM',
    meaning: 'claim with the one role of the house; a list is good when exactly one of it is a role of the house',
    form: claim,
    fallback: 'bulou_role',
    apps,
  },
  oidcScopeClaim: {
    name: 'BULOU_OIDC_SCOPE_CLAIM',
    meaning: 'claim with what the role is bound to: {"site": …, "lab": …, "district": …, "participant": …}',
    form: claim,
    fallback: 'bulou_scope',
    apps,
  },
  revocationPollMs: {
    name: 'BULOU_REVOCATION_POLL_MS',
    meaning: 'pause between two looks at the list of revocations',
    form: z.coerce.number<string>().int().min(50).max(10_000),
    fallback: '5000',
    apps,
  },
} as const satisfies Record<string, Setting>;
