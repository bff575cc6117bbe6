import { dirname, join } from 'node:path';
import { type BaseConfig, baseConfig, ConfigError, type Environment, ownSettings, settings } from '@lib/platform';
import { type BodyTiming, bodyTiming, type Budget, budgets, type Timings, timings } from './passage/limits.js';
import { type Upstream, upstreams } from './passage/upstreams.js';
import type { ClaimNames } from './sign-in/person-of-claims.js';

export interface GatewayConfig extends BaseConfig {
  /** Where each room listens. */
  readonly upstreamUrls: Readonly<Record<Upstream, string>>;
  readonly budgets: Readonly<Record<Upstream, Budget>>;
  readonly timings: Timings;
  readonly bodyTiming: BodyTiming;
  /** Folder of the built pages. */
  readonly webFolder: string;
  /** The private key of the house: the gateway signs for whom it let in. Without it nobody signs in here. */
  readonly issuerKeyFile: string | undefined;
  /** Where the people of the practice round are kept; present in the local profile only. */
  readonly practiceFile: string | undefined;
  /** The organisation's provider and how its claims are read; absent when people sign in nowhere but in practice. */
  readonly oidc: OidcConfig | undefined;
  /** Names this server goes by; any when none are set. */
  readonly allowedHosts: readonly string[] | undefined;
  readonly revocationPollMs: number;
}

export interface OidcConfig extends ClaimNames {
  readonly publicUrl: string;
  readonly oidcClientId: string;
  readonly oidcClientSecret: string | undefined;
  readonly oidcScopes: string;
}

const addresses = {
  registration: 'registrationUrl',
  batching: 'batchingUrl',
  lab: 'labUrl',
  notification: 'notificationUrl',
  isolation: 'isolationUrl',
  'command-centre': 'commandCentreUrl',
  'result-desk': 'resultDeskUrl',
} as const satisfies Record<Upstream, keyof typeof settings>;

/** In: the environment. Out: the gateway's configuration. Throws `ConfigError` naming every variable that is wrong. */
export function gatewayConfig(env: Environment = process.env): GatewayConfig {
  const base = baseConfig('gateway', env);
  const isLocal = base.profile === 'local';
  const own = ownSettings('gateway', env, [
    'webFolder',
    'issuerKeyFile',
    'practiceFile',
    'publicUrl',
    'allowedHosts',
    'revocationPollMs',
    ...Object.values(addresses),
  ]);
  const { issuerKeyFile } = own;
  const oidc = oidcConfig(env);
  if (issuerKeyFile === undefined && (isLocal || oidc !== undefined)) {
    throw new ConfigError(`${settings.issuerKeyFile.name} is not set`);
  }
  // Beside the keys, in the folder of run state: `.bulou/keys/issuer.private.json` → `.bulou/practice.json`.
  const besideKeys = issuerKeyFile && join(dirname(issuerKeyFile), '..', 'practice.json');
  return Object.freeze({
    ...base,
    upstreamUrls: Object.fromEntries(upstreams.map((room) => [room, own[addresses[room]]])) as Record<Upstream, string>,
    budgets,
    timings,
    bodyTiming,
    webFolder: own.webFolder,
    issuerKeyFile,
    practiceFile: isLocal ? (own.practiceFile ?? besideKeys) : undefined,
    oidc,
    allowedHosts: hostsOf(own.allowedHosts, own.publicUrl),
    revocationPollMs: own.revocationPollMs,
  });
}

const oidcFields = [
  ...(['publicUrl', 'oidcIssuer', 'oidcClientId', 'oidcClientSecret', 'oidcScopes'] as const),
  ...(['oidcSubject', 'oidcSubjectClaim', 'oidcRoleClaim', 'oidcScopeClaim'] as const),
];

/** All of it or nothing: half a provider would be a door that nobody can open and nobody sees why. */
function oidcConfig(env: Environment): OidcConfig | undefined {
  const given = ownSettings('gateway', env, oidcFields);
  const { oidcIssuer, oidcClientId, publicUrl } = given;
  if (oidcIssuer === undefined) return undefined;
  if (oidcClientId === undefined) throw new ConfigError(`${settings.oidcClientId.name} is not set`);
  if (publicUrl === undefined) throw new ConfigError(`${settings.publicUrl.name} is not set`);
  return { ...given, oidcIssuer, oidcClientId, publicUrl };
}

function hostsOf(allowed: readonly string[] | undefined, publicUrl: string | undefined): string[] | undefined {
  const hosts = [...(allowed ?? []), ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])];
  return hosts.length === 0 ? undefined : hosts;
}
