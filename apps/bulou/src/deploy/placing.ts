import { type Setting, settings, settingsOf } from '@lib/platform';
import type { ServiceName } from '../ports.js';

/** Where the house may stand outside the launcher: containers on one machine, or a cluster. */
export type Ground = 'compose' | 'cluster';

/** How one setting reaches a container. */
export type Placing =
  /** The same words for every app. */
  | { readonly kind: 'value'; readonly of: Readonly<Record<Ground, string>> }
  /** A file of the app's own secret; `NAME_FILE` or, for a key file, `NAME` names it. */
  | { readonly kind: 'secret'; readonly key: string }
  /** A file that anybody in the house may read. */
  | { readonly kind: 'open-file'; readonly file: string }
  /** Not set, for the reason given. */
  | { readonly kind: 'left-out'; readonly because: string };

/** Inside a container everybody listens on this port; no two share one. */
export const containerPort = 8080;
export const secretFolder = '/run/secrets/bulou';
export const openFolder = '/etc/bulou';
/** Checkpoints of the audit chains: on another disk than the database, one folder for the whole house. */
export const auditFolder = '/var/lib/bulou/audit';

const same = (value: string): Placing => ({ kind: 'value', of: { compose: value, cluster: value } });
const leftOut = (because: string): Placing => ({ kind: 'left-out', because });

/** Every setting of the house has a line: one without does not compile. */
export const placings: Readonly<Record<keyof typeof settings, Placing>> = {
  port: same(String(containerPort)),
  host: same('0.0.0.0'),
  profile: { kind: 'value', of: { compose: 'local', cluster: 'production' } },
  namespace: leftOut('one house, one server: nothing to keep apart'),
  logLevel: same('info'),
  issuer: { kind: 'value', of: { compose: 'bulou-local', cluster: 'bulou' } },
  audience: same('bulou'),
  jwksFile: { kind: 'open-file', file: 'jwks.json' },
  metricsToken: { kind: 'secret', key: 'metrics-token' },
  auditFolder: same(auditFolder),
  auditKeyFile: { kind: 'secret', key: 'audit-key.json' },
  failpoint: leftOut('tests only'),
  databaseUrl: { kind: 'secret', key: 'database-url' },
  kafkaBrokers: { kind: 'value', of: { compose: 'kafka:9092', cluster: 'bulou-kafka:9092' } },
  kafkaCaFile: leftOut('set by the overlay whose brokers speak TLS'),
  kafkaUser: leftOut('set by the overlay whose brokers ask for a login'),
  kafkaPassword: leftOut('set by the overlay whose brokers ask for a login'),
  redisUrl: { kind: 'secret', key: 'redis-url' },
  identityKeysFile: { kind: 'secret', key: 'identity-keys.json' },
  noticeSecret: { kind: 'secret', key: 'notice-secret' },
  noticeChannelsFile: leftOut('an overlay with a mail server or a provider of short messages names its file'),
  noticePageUrl: { kind: 'value', of: { compose: '', cluster: 'https://bulou.example/resident' } },
  webFolder: leftOut('the image holds the pages where they are looked for'),
  issuerKeyFile: { kind: 'secret', key: 'issuer-key.json' },
  practiceFile: { kind: 'value', of: { compose: '/tmp/practice.json', cluster: '' } },
  publicUrl: { kind: 'value', of: { compose: '', cluster: 'https://bulou.example' } },
  allowedHosts: leftOut('follows from the public address, and is loopback in the local profile'),
  oidcIssuer: { kind: 'value', of: { compose: '', cluster: 'https://sign-in.example' } },
  oidcClientId: { kind: 'value', of: { compose: '', cluster: 'bulou' } },
  oidcClientSecret: leftOut('PKCE holds without; an overlay adds it for a provider that wants one'),
  oidcScopes: leftOut('the default fits most providers'),
  oidcSubject: leftOut('hashed is the safe default'),
  oidcSubjectClaim: leftOut('the default is the standard claim'),
  oidcRoleClaim: leftOut('an overlay renames it for a provider with other words'),
  oidcScopeClaim: leftOut('an overlay renames it for a provider with other words'),
  revocationPollMs: leftOut('the default is well below a minute'),
  tracesUrl: leftOut('an overlay with a collector sets it'),
  tracesShare: leftOut('the default is what a city can pay for'),
  registrationUrl: roomAt('registration'),
  batchingUrl: roomAt('batching'),
  labUrl: roomAt('lab'),
  notificationUrl: roomAt('notification'),
  isolationUrl: roomAt('isolation'),
  commandCentreUrl: roomAt('command-centre'),
  resultDeskUrl: roomAt('result-desk'),
};

function roomAt(room: ServiceName): Placing {
  return { kind: 'value', of: { compose: `http://${room}:${containerPort}`, cluster: `http://${room}` } };
}

export interface Given {
  /** Variables of the container, in the order of the table. */
  readonly variables: Readonly<Record<string, string>>;
  /** Keys of the app's own secret, each a file in `secretFolder`. */
  readonly secretKeys: readonly string[];
  /** Files in `openFolder`. */
  readonly openFiles: readonly string[];
}

const keyOf = new Map<string, keyof typeof settings>(
  (Object.keys(settings) as (keyof typeof settings)[]).map((key) => [settings[key].name, key]),
);

/** In: an app and where it stands. Out: everything that its container is told, from the one table of settings. */
export function givenTo(app: ServiceName, ground: Ground): Given {
  const variables: Record<string, string> = {};
  const secretKeys: string[] = [];
  const openFiles: string[] = [];
  for (const setting of settingsOf(app)) {
    const placing = placings[keyOf.get(setting.name) as keyof typeof settings];
    if (placing.kind === 'value' && placing.of[ground] !== '') variables[setting.name] = placing.of[ground];
    if (placing.kind === 'secret') {
      secretKeys.push(placing.key);
      variables[secretVariable(setting)] = `${secretFolder}/${placing.key}`;
    }
    if (placing.kind === 'open-file') {
      openFiles.push(placing.file);
      variables[setting.name] = `${openFolder}/${placing.file}`;
    }
  }
  return { variables, secretKeys, openFiles };
}

const secretVariable = (setting: Setting): string =>
  setting.file === undefined ? `${setting.name}_FILE` : setting.name;
