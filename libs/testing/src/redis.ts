import { Redis } from 'ioredis';
import { freshNamespace } from './namespace.js';
import { testServer } from './testing.config.js';

/** A corner of the shared Redis: everything a test writes carries the prefix. */
export interface NamespacedRedis {
  readonly url: string;
  /** Namespace of keys; queues are made with it as their prefix. */
  readonly namespace: string;
  readonly client: Redis;
  /** Forgets every key of this namespace, as a FLUSHALL would, and touches nobody else's. */
  flush(): Promise<void>;
  drop(): Promise<void>;
}

/** In: a namespace, or none for a fresh one. Throws with the cure when BULOU_TEST_REDIS_URL is not set. */
export async function namespacedRedis(namespace: string = freshNamespace()): Promise<NamespacedRedis> {
  const url = testServer('redisUrl');
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  await client.connect();
  const flush = async (): Promise<void> => {
    for await (const keys of client.scanStream({ match: `${namespace}*`, count: 500 })) {
      const found = keys as string[];
      if (found.length > 0) await client.unlink(...found);
    }
  };
  return {
    url,
    namespace,
    client,
    flush,
    drop: async () => {
      await flush();
      await client.quit();
    },
  };
}
