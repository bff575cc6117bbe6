import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { effectScope } from 'vue';
import { type Reading, useReading } from './reading.js';

const everyMs = 5_000;
const answerOf = (status: number, json: object) => new Response(JSON.stringify(json), { status });
const refusal = { code: 'TASK_CHANGED', messages: { zh: '已被他人接手', en: 'somebody else took it' }, cure: {} };

let answers: (() => Response)[] = [];
let scope = effectScope();
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', async () => (answers.shift() ?? (() => answerOf(200, {})))());
  scope = effectScope();
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  answers = [];
});

/** A list whose readings are numbered; one that is held ends when `end` says so. */
function listed({ isHeld = false } = {}): { reading: Reading; begun: () => number; end: () => void } {
  let begun = 0;
  const held: (() => void)[] = [];
  const read = async () => {
    begun += 1;
    if (isHeld) await new Promise<void>((go) => held.push(go));
  };
  const reading = scope.run(() => useReading(read, everyMs));
  if (reading === undefined) throw new Error('a scope that gives nothing');
  return { reading, begun: () => begun, end: () => held.shift()?.() };
}

describe('a list that is kept fresh', () => {
  test('is read at once and then on the clock, until its component is gone', async () => {
    const { begun } = listed();
    await vi.advanceTimersByTimeAsync(2 * everyMs);
    expect(begun()).toBe(3);
    scope.stop();
    await vi.advanceTimersByTimeAsync(10 * everyMs);
    expect(begun()).toBe(3);
  });

  test('is not asked for again by the clock while it is being read', async () => {
    const { begun } = listed({ isHeld: true });
    await vi.advanceTimersByTimeAsync(3 * everyMs);
    expect(begun()).toBe(1);
  });

  test('is read again after an act, also when it was being read as the act was made', async () => {
    const { reading, begun, end } = listed({ isHeld: true });
    const acted = reading.act('/act', {});
    await vi.advanceTimersByTimeAsync(10);
    expect(begun()).toBe(1);
    end();
    await vi.advanceTimersByTimeAsync(10);
    expect(begun()).toBe(2);
    end();
    await acted;
  });

  test('keeps what the house refused until the next act, however often it is read meanwhile', async () => {
    const { reading } = listed();
    await vi.advanceTimersByTimeAsync(10);
    answers = [() => answerOf(409, refusal)];
    expect(await reading.act('/take', {})).toBeUndefined();
    await vi.advanceTimersByTimeAsync(3 * everyMs);
    expect([reading.told.value?.zh, reading.isRefused.value]).toEqual(['已被他人接手', true]);
    expect(reading.trouble.value).toBeUndefined();
    await reading.act('/take', {}, () => ({ zh: '已接手', en: 'taken' }));
    expect([reading.told.value?.zh, reading.isRefused.value]).toEqual(['已接手', false]);
  });

  test('says that it may be old while it cannot be read, and stops saying so', async () => {
    let isAway = true;
    const reading = scope.run(() =>
      useReading(async () => {
        if (isAway) throw new TypeError('no network');
      }, everyMs),
    );
    await vi.advanceTimersByTimeAsync(10);
    expect(reading?.trouble.value?.en).toContain('may be old');
    expect(reading?.isRead.value).toBe(false);
    isAway = false;
    await vi.advanceTimersByTimeAsync(everyMs);
    expect([reading?.trouble.value, reading?.isRead.value]).toEqual([undefined, true]);
  });
});
