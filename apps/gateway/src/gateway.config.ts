import { dirname, join } from 'node:path';
import { type BaseConfig, baseConfig, ConfigError, type Environment, ownSettings, settings } from '@lib/platform';
import { type BodyTiming, bodyTiming, type Budget, budgets, type Timings, timings } from './passage/limits.js';
import { type Upstream, upstreams } from './passage/upstreams.js';

export interface GatewayConfig extends BaseConfig {
  /** Where each room listens. */
  readonly upstreamUrls: Readonly<Record<Upstream, string>>;
  readonly budgets: Readonly<Record<Upstream, Budget>>;
  readonly timings: Timings;
  readonly bodyTiming: BodyTiming;
  /** Folder of the built pages. */
  readonly webFolder: string;
  /** The local issuer's private key; present in the local profile only. */
  readonly issuerKeyFile: string | undefined;
  /** Where the people of the practice round are kept; present in the local profile only. */
  readonly practiceFile: string | undefined;
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
  const own = ownSettings('gateway', env, ['webFolder', 'issuerKeyFile', 'practiceFile', ...Object.values(addresses)]);
  const issuerKeyFile = isLocal ? own.issuerKeyFile : undefined;
  if (isLocal && issuerKeyFile === undefined) throw new ConfigError(`${settings.issuerKeyFile.name} is not set`);
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
  });
}
