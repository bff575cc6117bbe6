export { BusBench, openBusBench } from './bus-bench.js';
export { busConformance } from './bus-conformance.js';
export { spawnChild } from './child-process.js';
export type { Child } from './child-process.js';
export { CopyProbes, probeTopics } from './copy-probes.js';
export { eventually } from './eventually.js';
export type { EventuallyOptions } from './eventually.js';
export { jobConformance } from './job-conformance.js';
export { namespacedKafka } from './kafka.js';
export type { NamespacedKafka } from './kafka.js';
export { freshNamespace } from './namespace.js';
export { namespacedPostgres } from './postgres.js';
export type { NamespacedPostgres } from './postgres.js';
export {
  openProbeRoom,
  probeChange,
  ProbeCountedV1,
  ProbeErasedV1,
  type ProbeRoom,
  type ProbeState,
} from './probe-room.js';
export { namespacedRedis } from './redis.js';
export type { NamespacedRedis } from './redis.js';
export { storeConformance } from './store-conformance.js';
export type { StoreUnderTest } from './store-conformance.js';
export { testServer } from './testing.config.js';
export type { TestServers } from './testing.config.js';
export { openHouse } from './house.js';
export type { House } from './house.js';
export { openRoom } from './room.js';
export type { Room, RoomAnswer, RoomCall, RoomOptions } from './room.js';
export { foreignFacts } from './foreign-facts.js';
export type { FactFrame, ForeignFacts } from './foreign-facts.js';
export { rawHttp } from './raw-http.js';
export type { RawAnswer } from './raw-http.js';
export { Browser, nextOf } from './browser.js';
export type { Seen } from './browser.js';
export { startIdentityProvider } from './identity-provider.js';
export type { IdentityProvider } from './identity-provider.js';
export { harmfulZips, workbookOf, zipOf } from './zip-of.js';
export type { MadeEntry } from './zip-of.js';
export { movedClock } from './moved-clock.js';
export type { MovedClock } from './moved-clock.js';
