import { describe, expect, test } from 'vitest';
import { SILENCE_MILLISECONDS_MAX, Watchdog, watchdogVerdict } from './watchdog.js';

const silent = SILENCE_MILLISECONDS_MAX;

describe('the watchdog', () => {
  const dead = { idleMilliseconds: silent, answeringMilliseconds: silent, lag: 1n, hasProbeAnswered: true };

  test.each([
    ['ends a consumer that leaves messages alone', {}, 'exit'],
    ['lets a busy consumer be', { idleMilliseconds: 10 }, 'well'],
    ['lets an idle consumer without lag be', { idleMilliseconds: silent * 100, lag: 0n }, 'well'],
    ['gives a consumer its half minute', { idleMilliseconds: silent - 1 }, 'well'],
    ['waits when no broker answers', { idleMilliseconds: silent * 9, hasProbeAnswered: false }, 'wait'],
    ['waits when the lag is unknown', { lag: undefined }, 'wait'],
    ['waits when the brokers have only just come back', { answeringMilliseconds: silent - 1 }, 'wait'],
  ] as const)('%s', (_law, signs, verdict) => {
    expect(watchdogVerdict({ ...dead, ...signs })).toBe(verdict);
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

  test('does not end a consumer at the first answer after a silence', async () => {
    let isAway = true;
    const dog = new Watchdog({
      idleMilliseconds: () => silent,
      probe: () => (isAway ? Promise.reject(new Error('no broker')) : Promise.resolve()),
      lag: async () => 1n,
      onVerdict: () => undefined,
    });
    expect(await dog.look()).toBe('wait');
    isAway = false;
    expect(await dog.look()).toBe('wait');
  });

  test('does not look twice at a time', async () => {
    const answer = Promise.withResolvers<void>();
    let asked = 0;
    const dog = new Watchdog({
      idleMilliseconds: () => silent,
      probe: () => {
        asked += 1;
        return answer.promise;
      },
      lag: async () => 0n,
      onVerdict: () => undefined,
    });
    const first = dog.look();
    await dog.look();
    answer.resolve();
    expect(await first).toBe('well');
    expect(asked).toBe(1);
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
