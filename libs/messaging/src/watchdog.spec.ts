import { describe, expect, test } from 'vitest';
import { SILENCE_MILLISECONDS_MAX, Watchdog, watchdogVerdict } from './watchdog.js';

const silent = SILENCE_MILLISECONDS_MAX;

describe('the watchdog', () => {
  test.each([
    ['lets a busy consumer be', { idleMilliseconds: 10, lag: 5n, hasProbeAnswered: true }, 'well'],
    [
      'lets an idle consumer without lag be',
      { idleMilliseconds: silent * 100, lag: 0n, hasProbeAnswered: true },
      'well',
    ],
    [
      'ends a consumer that leaves messages alone',
      { idleMilliseconds: silent, lag: 1n, hasProbeAnswered: true },
      'exit',
    ],
    ['waits a little before that', { idleMilliseconds: silent - 1, lag: 1n, hasProbeAnswered: true }, 'well'],
    ['waits when no broker answers', { idleMilliseconds: silent * 9, lag: 1n, hasProbeAnswered: false }, 'wait'],
    ['waits when the lag is unknown', { idleMilliseconds: silent, lag: undefined, hasProbeAnswered: true }, 'wait'],
  ] as const)('%s', (_law, signs, verdict) => {
    expect(watchdogVerdict(signs)).toBe(verdict);
  });

  test('asks no broker before the silence has lasted', async () => {
    const asked: string[] = [];
    const dog = new Watchdog({
      idleMilliseconds: () => silent - 1,
      probe: async () => void asked.push('probe'),
      lag: async () => 1n,
      onVerdict: (verdict) => asked.push(verdict),
    });
    expect(await dog.look()).toBe('well');
    expect(asked).toEqual([]);
  });

  test('says when a consumer is dead, and when only the brokers are silent', async () => {
    const said: string[] = [];
    const signs = {
      idleMilliseconds: () => silent,
      lag: async () => 3n,
      onVerdict: (verdict: string) => void said.push(verdict),
    };
    await new Watchdog({ ...signs, probe: async () => undefined }).look();
    await new Watchdog({ ...signs, probe: () => Promise.reject(new Error('no broker')) }).look();
    expect(said).toEqual(['exit', 'wait']);
  });

  test('spares a consumer that fetched while the brokers were being asked', async () => {
    let idle = silent;
    const dog = new Watchdog({
      idleMilliseconds: () => idle,
      probe: async () => void (idle = 0),
      lag: async () => 1n,
      onVerdict: () => expect.unreachable(),
    });
    expect(await dog.look()).toBe('well');
  });
});
