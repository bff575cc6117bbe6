import { serverLimits } from './server-limits.js';

/** A limit and why it is what it is; zh and en stand on the page docs/LIMITS.md. */
export interface Limit {
  readonly value: number;
  readonly unit: 'ms' | 'count' | 'bytes';
  readonly why: string;
}

const ms = (value: number, why: string): Limit => ({ value, unit: 'ms', why });
const count = (value: number, why: string): Limit => ({ value, unit: 'count', why });
const bytes = (value: number, why: string): Limit => ({ value, unit: 'bytes', why });

/**
 * The one table of time limits and bounds. Whoever waits for somebody takes the number from here, so that the law of
 * waiting can be proven in one place: a caller waits longer than the one it calls, and every queue has an end.
 */
export const limits = {
  // The way in
  serverHeaders: ms(serverLimits.headersMsMax, 'all headers of a request are there by then; a slowloris lives on this'),
  serverRequest: ms(serverLimits.requestMsMax, 'a whole request, a file of 20 MB over a poor line included'),
  serverKeepAlive: ms(serverLimits.keepAliveMs, 'a room keeps an idle connection; longer than the gateway does'),
  serverConnections: count(serverLimits.connectionsMax, 'sockets of one process; beyond it the kernel refuses'),
  lineConnect: ms(1_000, 'a room that has not taken a connection by then is away'),
  lineKeepAlive: ms(20_000, 'the gateway drops an idle connection before its room does'),
  lineRead: ms(12_000, 'a reading through the gateway: a connection and one statement of its room'),
  lineCommand: ms(15_000, 'a command through the gateway: a connection, a wait in the queue and a statement'),
  lineFile: ms(120_000, 'a file through the gateway: six waits for a lock and the work on twenty megabytes'),
  lineFileSilence: ms(30_000, 'between two bytes of the answer to a file'),
  lineStreamSilence: ms(45_000, 'three heartbeats missed: the stream has died'),
  bodyWhole: ms(60_000, 'the body of a command: 256 KB take 32 s at 64 kbit/s (reliability N1)'),
  bodySilence: ms(15_000, 'between two pieces of a body: three round trips of 5 s on that line'),
  streamHeartbeat: ms(15_000, 'silence after which a stream sends a sign of life'),
  streamClients: count(500, 'screens of one process; one more is answered 503 with Retry-After'),
  streamUnread: bytes(1_048_576, 'a screen that has not read this much is cut off and comes back by itself'),

  // The database
  databaseConnect: ms(2_000, 'a person waits behind it (reliability T4)'),
  databaseLockWait: ms(5_000, 'given up before the statement is, so that the error names the lock'),
  databaseStatement: ms(10_000, 'a statement of a service that takes longer is a fault'),
  databaseSilence: ms(15_000, 'the client gives up a server that has stopped answering'),
  databaseIdleInTransaction: ms(30_000, 'a transaction that nobody goes on with is ended by the server'),
  databaseLease: ms(
    15_000,
    'a process that gives no sign for so long loses what it alone may do; it gives one each third',
  ),
  databasePool: count(10, 'connections of a service: eight services stay below the default of 100'),

  // Queues
  changeWaiting: count(2_000, 'commands of one aggregate that wait for a commit; one more is answered 503 BUSY'),
  changeChunk: count(300, 'commands in one commit (performance §2.4 d)'),
  changeReruns: count(10, 'deadlocks in a row; PostgreSQL chooses its victims at random'),
  uploadAttempts: count(6, 'waits for the locks of an upload before it is answered BUSY'),
  relayRows: count(500, 'events that the relay has in hand at once; the others stay in the outbox'),
  relaySend: bytes(716_800, 'one send; brokers limit a record batch to 1 MiB'),
  eventContent: bytes(524_288, 'one event; a larger one is refused while its author is there to be told'),
  consumerChunk: count(500, 'events of one transaction (performance §2.4)'),

  // Kafka
  kafkaConnect: ms(3_000, 'to a broker'),
  kafkaRequest: ms(15_000, 'any request to a broker'),
  kafkaProduce: ms(15_000, 'until all in-sync replicas have a chunk; what is not known to be there is sent again'),
  kafkaMetadata: ms(10_000, 'a hanging leader is asked in vain for so long after another was chosen'),
  kafkaRetries: count(10, 'tries from 200 ms, doubling to 2 s: outlasts the election of a leader'),
  fetchWait: ms(100, 'a broker holds an empty fetch; 20 where people wait for an alarm'),
  fetchWaitUrgent: ms(20, 'twice the CPU per event, a third of the delay (performance §2.7)'),
  consumerPace: ms(100, 'between two transactions of a group that has caught up; 0 where people wait for an alarm'),
  relayPace: ms(25, 'between two rounds of a relay that is busy: what is committed meanwhile shares the next send'),
  consumerSession: ms(10_000, 'a dead member keeps its partitions for so long; a chunk beats between its transactions'),
  consumerHeartbeat: ms(3_000, 'three beats in a session'),
  consumerRebalance: ms(60_000, 'members may end the chunk in hand before partitions move'),
  consumerSilence: ms(30_000, 'with messages waiting and a broker that answers, the process ends itself'),

  // Redis
  redisAdd: ms(1_000, 'ringing the doorbell: the ledger row never waits for Redis'),
  redisRetryPause: ms(2_000, 'the longest pause before Redis is tried again'),
  jobLock: ms(30_000, 'a job without a sign of its worker is given to another'),
  jobStalledCheck: ms(5_000, 'how often jobs of dead workers are looked for'),

  // Notices
  noticeSend: ms(5_000, 'a mail server, a webhook or a provider of short messages that has not answered is away'),
  noticeAddress: ms(2_000, 'registration gives one number; a notice waits for nothing longer'),
  noticeClaim: ms(60_000, 'a try that was not answered by then is made again by another worker under the same key'),
  noticeAttempts: count(6, 'tries of one way: 2 s, doubling, 62 s together; then the way has failed'),
  noticeLosses: count(
    3,
    'workers lost over one way, one a restart, two a chance: then somebody is paged, and one try is left',
  ),
  noticeApart: ms(20_000, 'what was lost together twice is tried again apart, at any moment of this time'),

  // The end
  relayStop: ms(2_000, 'a chunk takes milliseconds; what was not marked is sent again'),
  consumerLeave: ms(8_000, 'leaving the group with the chunk in hand written'),
  jobStop: ms(8_000, 'a job cut short comes again'),
  shutdownStep: ms(10_000, 'one step of an ordered end'),
  processStop: ms(30_000, 'the supervisor kills after this'),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
