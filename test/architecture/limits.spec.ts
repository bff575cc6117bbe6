import { describe, expect, test } from 'vitest';
import { limits } from '@lib/platform';
import { ownTimeout, ownTimeouts, writeLimits } from './limits.js';
import { root } from './source-tree.js';

const of = (name: keyof typeof limits) => limits[name].value;

/** Each waits longer than the one after it. */
const chains: Record<string, (keyof typeof limits)[]> = {
  'a reading: gateway, statement, wait for a lock': ['lineRead', 'databaseStatement', 'databaseLockWait'],
  'a command: gateway, statement, wait for a lock': ['lineCommand', 'databaseStatement', 'databaseLockWait'],
  'a transaction left alone: server, silent client, statement': [
    'databaseIdleInTransaction',
    'databaseSilence',
    'databaseStatement',
  ],
  'an idle connection: the caller lets go before the one it called': ['serverKeepAlive', 'lineKeepAlive'],
  'a body: server, whole, silence': ['serverRequest', 'bodyWhole', 'bodySilence'],
  'a file: answer, silence': ['lineFile', 'lineFileSilence'],
  'a stream: silence, heartbeat': ['lineStreamSilence', 'streamHeartbeat'],
  'a member of a group: rebalance, silence, session, beat': [
    'consumerRebalance',
    'consumerSilence',
    'consumerSession',
    'consumerHeartbeat',
  ],
  'a fetch: request, wait, urgent wait': ['kafkaRequest', 'fetchWait', 'fetchWaitUrgent'],
  'a broker: request, metadata, connection': ['kafkaRequest', 'kafkaMetadata', 'kafkaConnect'],
  'a job: lock, look for dead workers': ['jobLock', 'jobStalledCheck', 'redisAdd'],
  'the end: kill, step, leaving a group, relay': ['processStop', 'shutdownStep', 'consumerLeave', 'relayStop'],
  'the end: step, job': ['shutdownStep', 'jobStop'],
};

describe('time limits', () => {
  test('docs/LIMITS.md is fresh (npm run limits writes it)', async () => {
    await expect(writeLimits()).toMatchFileSnapshot(`${root}docs/LIMITS.md`);
  });

  test.each(Object.entries(chains))('%s', (_what, chain) => {
    const values = chain.map(of);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(new Set(values).size).toBe(values.length);
  });

  test('a reading has time for a connection and a statement, a file for every wait for its locks', () => {
    expect(of('lineRead')).toBeGreaterThanOrEqual(of('databaseConnect') + of('databaseStatement'));
    expect(of('lineFile')).toBeGreaterThan(of('uploadAttempts') * of('databaseLockWait'));
  });

  test('a session outlasts the longest wait in a chunk and three beats that get lost', () => {
    expect(of('consumerSession')).toBeGreaterThan(of('databaseLockWait') + of('databaseConnect'));
    expect(of('consumerSession')).toBeGreaterThan(3 * of('consumerHeartbeat'));
  });

  test('an event fits a send, a send fits a record batch', () => {
    expect(of('eventContent')).toBeLessThan(of('relaySend'));
    expect(of('relaySend')).toBeLessThan(1_048_576);
  });

  test('an aggregate commits what waits before the gateway gives its callers up', () => {
    const commitsWaiting = Math.ceil(of('changeWaiting') / of('changeChunk'));
    // A commit of 300 tubes takes well below a second (performance §2.4).
    expect(commitsWaiting * 1_000).toBeLessThan(of('lineCommand'));
  });

  test('no service has a time limit that is not in the table', () => {
    expect(ownTimeouts()).toEqual([]);
  });

  test('a planted time limit is caught', () => {
    for (const line of ['requestTimeout: 15_000,', 'const connectTimeout = 300;', 'keepAliveTimeout: 65000'])
      expect(line).toMatch(ownTimeout);
    expect('timeout: limits.kafkaProduce.value').not.toMatch(ownTimeout);
  });
});
