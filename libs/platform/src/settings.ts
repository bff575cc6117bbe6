import type { ServiceName } from '@lib/contracts/route';
import { z } from 'zod';
import type { Setting } from './setting.js';
import { doorSettings } from './settings-of-the-door.js';

/** Distance of each app's port from BULOU_PORT_BASE. */
export const portOffsets: Readonly<Record<ServiceName, number>> = {
  gateway: 0,
  registration: 1,
  batching: 2,
  lab: 3,
  notification: 4,
  isolation: 5,
  'command-centre': 6,
  'result-desk': 7,
};

const portBaseDefault = 8080;
const withDatabase = (Object.keys(portOffsets) as ServiceName[]).filter((app) => app !== 'gateway');

const port = z.coerce.number<string>().int().min(0).max(65_535);
const namespace = z.string().regex(/^$|^[a-z][a-z0-9]{0,19}$/, 'at most 20 of a-z and 0-9, a letter first');
const brokers = z
  .string()
  .transform((list) => list.split(',').map((broker) => broker.trim()))
  .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'host:port, separated by commas')).min(1));
const url = (protocol: RegExp) => z.url({ protocol });
const path = z.string().min(1);
const roomUrl = url(/^https?$/).transform((text) => text.replace(/\/+$/, ''));

/** The variable that tells the gateway where a room is: `result-desk` → `RESULT_DESK_URL`. */
export const roomVariable = (room: ServiceName): string => `${room.toUpperCase().replaceAll('-', '_')}_URL`;

const addressOf = <const Room extends ServiceName>(room: Room) => ({
  name: roomVariable(room),
  meaning: `where the gateway finds ${room}`,
  form: roomUrl,
  fallback: { local: `http://127.0.0.1:${portBaseDefault + portOffsets[room]}` },
  apps: ['gateway'] as const,
});

/** The one table of settings that every service shares. An app's own settings stand in its `.config.ts`. */
export const settings = {
  port: {
    name: 'PORT',
    meaning: 'port that the service listens on; 0 takes any free one',
    form: port,
    fallback: (app) => String(portBaseDefault + portOffsets[app]),
  },
  host: {
    name: 'BULOU_HOST',
    meaning: 'address that the service binds to; loopback unless a cluster says otherwise',
    form: z.string().min(1),
    fallback: '127.0.0.1',
  },
  profile: {
    name: 'BULOU_PROFILE',
    meaning: 'local: own issuer, practice people; production: neither',
    form: z.enum(['local', 'production']),
    fallback: 'production',
  },
  namespace: {
    name: 'BULOU_NAMESPACE',
    meaning: 'prefix of database, topics, groups and keys, so that several campaigns of tests share one server',
    form: namespace,
    fallback: '',
  },
  logLevel: {
    name: 'BULOU_LOG_LEVEL',
    meaning: 'least important line that is logged',
    form: z.enum(['debug', 'info', 'warn', 'error']),
    fallback: 'info',
  },
  issuer: {
    name: 'BULOU_ISSUER',
    meaning: 'issuer whose tokens are taken',
    form: z.string().min(1),
    fallback: { local: 'bulou-local' },
  },
  audience: {
    name: 'BULOU_AUDIENCE',
    meaning: 'audience that tokens must name',
    form: z.string().min(1),
    fallback: 'bulou',
  },
  jwksFile: {
    name: 'BULOU_JWKS',
    meaning: "file with the issuer's public keys (JWK set)",
    form: path,
    file: 'open',
  },
  metricsToken: {
    name: 'BULOU_METRICS_TOKEN',
    meaning: 'bearer that may read /metrics and the details of /readyz from afar; without it loopback alone may',
    form: z.string().regex(/^[A-Za-z0-9._~+/-]{20,200}$/, '20 to 200 characters of a bearer token'),
    isOptional: true,
    isSecret: true,
  },
  auditFolder: {
    name: 'BULOU_AUDIT_FOLDER',
    meaning: 'folder of the signed checkpoints, one for all replicas, on another disk or machine than the database',
    form: z.string(),
    fallback: { local: '' },
  },
  auditKeyFile: {
    name: 'BULOU_AUDIT_KEY',
    meaning: 'file with the Ed25519 key that signs checkpoints (private JWK with kid)',
    form: z.string(),
    fallback: { local: '' },
    file: 'secret',
  },
  failpoint: {
    name: 'BULOU_FAILPOINT',
    meaning: 'name@n: kills the process at the n-th passing of that point, name@n:stop stops it there; tests only',
    form: z.string().regex(/^[a-z][a-z0-9-]*@[1-9]\d*(:stop)?$/),
    isOptional: true,
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    meaning: "PostgreSQL, with the service's own login",
    form: url(/^postgres(ql)?$/),
    isSecret: true,
    apps: withDatabase,
  },
  kafkaBrokers: {
    name: 'KAFKA_BROKERS',
    meaning: 'addresses of the brokers, separated by commas',
    form: brokers,
    apps: withDatabase,
  },
  kafkaCaFile: {
    name: 'KAFKA_CA',
    meaning: 'certificate of the authority that signed the brokers; TLS is used when it is set',
    form: path,
    isOptional: true,
    file: 'open',
    apps: withDatabase,
  },
  kafkaUser: {
    name: 'KAFKA_USER',
    meaning: 'login at the brokers by SCRAM-SHA-512, with KAFKA_PASSWORD',
    form: z.string().min(1),
    isOptional: true,
    apps: withDatabase,
  },
  kafkaPassword: {
    name: 'KAFKA_PASSWORD',
    meaning: 'password of KAFKA_USER',
    form: z.string().min(1),
    isOptional: true,
    isSecret: true,
    apps: withDatabase,
  },
  redisUrl: {
    name: 'REDIS_URL',
    meaning: 'Redis of the job queue, which may be flushed at any moment',
    form: url(/^rediss?$/),
    isSecret: true,
    apps: ['notification', 'isolation'],
  },
  identityKeysFile: {
    name: 'BULOU_IDENTITY_KEYS',
    meaning: 'file with the keys that seal personal data and index card numbers',
    form: path,
    file: 'secret',
    apps: ['registration'],
  },
  webFolder: {
    name: 'BULOU_WEB',
    meaning: 'folder of the built pages',
    form: path,
    fallback: 'dist/web',
    apps: ['gateway'],
  },
  issuerKeyFile: {
    name: 'BULOU_ISSUER_KEY',
    meaning: "file with the private key that signs the house's tokens",
    form: path,
    isOptional: true,
    file: 'secret',
    apps: ['gateway'],
  },
  practiceFile: {
    name: 'BULOU_PRACTICE_FILE',
    meaning: 'file with the people of the practice round; local profile only',
    form: path,
    isOptional: true,
    apps: ['gateway'],
  },
  noticeSecret: {
    name: 'BULOU_NOTICE_SECRET',
    meaning: 'what the sender of notices proves itself with when it reads one number of registration',
    form: z.string().regex(/^[A-Za-z0-9._~+/=-]{32,200}$/, '32 to 200 characters'),
    isOptional: true,
    isSecret: true,
    apps: ['notification', 'registration'],
  },
  noticeChannelsFile: {
    name: 'BULOU_NOTICE_CHANNELS',
    meaning: 'file with the ways out of notices: mail server, webhooks, provider of short messages, with their keys',
    form: path,
    isOptional: true,
    file: 'secret',
    apps: ['notification'],
  },
  noticePageUrl: {
    name: 'BULOU_NOTICE_PAGE',
    meaning: 'address of the page that a notice names, as people write it',
    form: roomUrl,
    fallback: { local: `http://127.0.0.1:${portBaseDefault}/resident` },
    isOptional: true,
    apps: ['notification'],
  },
  registrationUrl: { ...addressOf('registration'), apps: ['gateway', 'notification'] },
  batchingUrl: addressOf('batching'),
  labUrl: addressOf('lab'),
  notificationUrl: addressOf('notification'),
  isolationUrl: addressOf('isolation'),
  commandCentreUrl: addressOf('command-centre'),
  resultDeskUrl: addressOf('result-desk'),
  tracesUrl: {
    name: 'BULOU_TRACES_URL',
    meaning: 'where spans go (OTLP over HTTP, the whole address); nothing is traced without it',
    form: url(/^https?$/),
    isOptional: true,
  },
  tracesShare: {
    name: 'BULOU_TRACES_SHARE',
    meaning: 'share of the requests that begin a trace, 0 to 1; one that was begun outside is followed',
    form: z.coerce.number<string>().min(0).max(1),
    fallback: '0.01',
  },
  ...doorSettings,
} as const satisfies Record<string, Setting>;

/** Out: the settings that this app reads. */
export function settingsOf(app: ServiceName): Setting[] {
  return (Object.values(settings) as Setting[]).filter(
    (setting) => setting.apps === undefined || setting.apps.includes(app),
  );
}
