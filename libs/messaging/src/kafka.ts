import { Kafka, logLevel } from 'kafkajs';
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
}

/** The name of a topic or consumer group inside a namespace: `isolation` → `<namespace>.isolation`. */
export function inNamespace(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

/** How long a hanging leader may be asked in vain after the cluster has chosen another (kafkajs's default: 5 min). */
export const METADATA_MILLISECONDS_MAX = 10_000;

/**
 * Makes the one kafkajs client of a door. Retries are written out because kafkajs silently takes other defaults under
 * NODE_ENV=test. 10 tries from 200 ms, doubling to at most 2 s, outlast the election of a new leader (some 10 s).
 */
export function createKafka({ brokers, clientId, log = silentLog }: KafkaSettings): Kafka {
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 200, factor: 0.2, multiplier: 2, maxRetryTime: 2_000, retries: 10 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      // kafkajs calls a rebalance and a lost broker errors; both are weather, and what they break is reported by us.
      const { message, error } = entry.log as { message: string; error?: unknown };
      log.warn(message, { kafka: entry.namespace, error: typeof error === 'string' ? error : undefined });
    },
  });
}
