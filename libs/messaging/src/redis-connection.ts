import { limits } from '@lib/platform';
import { Redis } from 'ioredis';
import { describeFailure } from './failure.js';
import { type MessagingLog, silentLog } from './kafka.js';

/** Which Redis rings the bells, and under which prefix. */
export interface JobSettings {
  readonly redisUrl: string;
  /** Prefix of all keys; empty for `bulou`. */
  readonly namespace: string;
  readonly log?: MessagingLog;
  /** Ends the process when Redis is set up to lose jobs; replaced in tests only. */
  readonly end?: (reason: string) => void;
}

const ADD_MILLISECONDS_MAX = limits.redisAdd.value;

/** Refuses a Redis that throws keys away when memory is short: a job evicted is a person not called. */
export async function assertNoEviction(client: Pick<Redis, 'info'>): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await client.info('memory'))?.[1];
  if (policy !== 'noeviction') {
    throw new Error(`Redis evicts keys (maxmemory-policy ${policy ?? 'unknown'}): set it to noeviction`);
  }
}

/** For adding: gives up quickly, queues nothing in memory, so that a ledger row never waits for Redis. */
export function producerConnection(settings: JobSettings): Redis {
  return watched(
    settings,
    new Redis(settings.redisUrl, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      connectTimeout: ADD_MILLISECONDS_MAX,
      commandTimeout: ADD_MILLISECONDS_MAX,
      retryStrategy: (times) => Math.min(times * 100, limits.redisRetryPause.value),
    }),
  );
}

/** For working: waits for Redis however long it takes, as BullMQ demands of blocking connections. */
export function workerConnection(settings: JobSettings): Redis {
  return watched(
    settings,
    new Redis(settings.redisUrl, {
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(times * 100, limits.redisRetryPause.value),
    }),
  );
}

function watched({ log = silentLog, end = () => process.exit(1) }: JobSettings, client: Redis): Redis {
  let wasAway = false;
  client.on('error', (error) => {
    if (!wasAway) log.warn('Redis is away; bells are rung again from the ledger', { error: describeFailure(error) });
    wasAway = true;
  });
  client.on('ready', () => {
    wasAway = false;
    // Asked at every connection, because the Redis that comes back need not be the one that went.
    assertNoEviction(client).catch((error: unknown) => {
      if (client.status !== 'ready') return;
      log.error('this process ends: jobs would be lost without a word', undefined, { error: describeFailure(error) });
      end(describeFailure(error));
    });
  });
  return client;
}
