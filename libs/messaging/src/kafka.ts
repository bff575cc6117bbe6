import { limits } from '@lib/platform';
import { readFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConfig } from 'kafkajs';
import { patchKafkajs } from './kafkajs-patch.js';

patchKafkajs();

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** What messaging writes to the log; the platform's logger fits, and so does a list in a test. No message bodies, ever. */
export interface MessagingLog {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, error?: unknown, fields?: LogFields): void;
}

/** A log that keeps silent, for tests and tools. */
export const silentLog: MessagingLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Where the brokers are and under which names this process speaks to them. */
export interface KafkaSettings {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  /** Shown in broker logs and quotas; the app's name. */
  readonly clientId: string;
  /** Prefix of every topic and group (`<namespace>.bulou.tube`); empty for none. */
  readonly namespace: string;
  readonly log?: MessagingLog;
  /** How the brokers know us; nothing on a loopback of our own. */
  readonly access?: BrokerAccess;
}

/** TLS with the certificate of the brokers' authority, and a login by SCRAM-SHA-512; each may stand alone. */
export interface BrokerAccess {
  readonly caFile?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** In: how the brokers know us. Out: what kafkajs wants to be told. Throws when a login has no password or the reverse. */
function accessOf({ caFile, user, password }: BrokerAccess): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  if ((user === undefined) !== (password === undefined)) {
    throw new Error('KAFKA_USER and KAFKA_PASSWORD belong together: one is set without the other');
  }
  return {
    ...(caFile === undefined ? {} : { ssl: { ca: [readFileSync(caFile, 'utf8')] } }),
    ...(user === undefined || password === undefined
      ? {}
      : { sasl: { mechanism: 'scram-sha-512', username: user, password } }),
  };
}

/** The name of a topic or consumer group inside a namespace: `isolation` → `<namespace>.isolation`. */
export function inNamespace(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

/** How long a hanging leader may be asked in vain after the cluster has chosen another (kafkajs's default: 5 min). */
export const METADATA_MILLISECONDS_MAX = limits.kafkaMetadata.value;

/**
 * Makes the one kafkajs client of a door. Retries are written out because kafkajs silently takes other defaults under
 * NODE_ENV=test. 10 tries from 200 ms, doubling to at most 2 s, outlast the election of a new leader (some 10 s).
 */
export function createKafka({ brokers, clientId, log = silentLog, access = {} }: KafkaSettings): Kafka {
  return new Kafka({
    ...accessOf(access),
    clientId,
    brokers: [...brokers],
    connectionTimeout: limits.kafkaConnect.value,
    requestTimeout: limits.kafkaRequest.value,
    enforceRequestTimeout: true,
    retry: {
      initialRetryTime: 200,
      factor: 0.2,
      multiplier: 2,
      maxRetryTime: 2_000,
      retries: limits.kafkaRetries.value,
    },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      // kafkajs calls a rebalance and a lost broker errors; both are weather, and what they break is reported by us.
      const { message, error } = entry.log as { message: string; error?: unknown };
      log.warn(message, { kafka: entry.namespace, error: typeof error === 'string' ? error : undefined });
    },
  });
}
