export { eventually } from './eventually.js';
export type { EventuallyOptions } from './eventually.js';
export { freshNamespace } from './namespace.js';
export { namespacedPostgres } from './postgres.js';
export type { NamespacedPostgres } from './postgres.js';
export { namespacedRedis } from './redis.js';
export type { NamespacedRedis } from './redis.js';
export { testServer } from './testing.config.js';
export type { TestServers } from './testing.config.js';
