import { onScopeDispose, ref, type Ref } from 'vue';
import { ask, Declined } from './ask.js';
import { InTurn } from './in-turn.js';
import type { Words } from './language.js';

const oldList: Words = { zh: '暂时连不上，列表可能不是最新', en: 'cannot be reached; the list may be old' };
const tryAgain: Words = { zh: '暂时连不上，请重试', en: 'cannot be reached, please try again' };

/** What the house said no to, in its words; where it gave none the reader's own connection is named. */
export const wordsOf = (error: unknown, away: Words = tryAgain): Words =>
  error instanceof Declined && error.status < 500 ? error.words : away;

/** The same with what to do about it, for forms that somebody has to fill in again. */
export const wordsAndCureOf = (error: unknown): Words =>
  error instanceof Declined && error.status < 500
    ? { zh: `${error.words.zh}：${error.cure.zh}`, en: `${error.words.en}: ${error.cure.en}` }
    : tryAgain;

export interface Acts {
  /** What became of the last act; it stays until the next one. */
  readonly told: Ref<Words | undefined>;
  readonly isRefused: Ref<boolean>;
  /** Posts and keeps what is to be told. Out: the answer, or nothing when the house said no. */
  readonly act: <T>(path: string, json: object, done?: (answer: T) => Words) => Promise<T | undefined>;
}

/** In: how a refusal is told, and what follows an act, taken or refused. */
export function useActs(
  explain: (error: unknown) => Words = wordsAndCureOf,
  after: () => Promise<void> = () => Promise.resolve(),
): Acts {
  const told = ref<Words>();
  const isRefused = ref(false);
  async function act<T>(path: string, json: object, done?: (answer: T) => Words): Promise<T | undefined> {
    told.value = undefined;
    isRefused.value = false;
    let answer: T | undefined;
    try {
      answer = await ask<T>(path, { method: 'POST', json });
      told.value = done?.(answer);
    } catch (error) {
      told.value = explain(error);
      isRefused.value = true;
    }
    await after();
    return answer;
  }
  return { told, isRefused, act };
}

export interface Reading extends Acts {
  readonly isRead: Ref<boolean>;
  /** Why what is shown may be old; gone as soon as it can be read again. */
  readonly trouble: Ref<Words | undefined>;
  readonly refresh: () => Promise<void>;
}

/**
 * A list of a page: read at once, then each `everyMs` and after each act, one reading at a time, for as long as the
 * component stands.
 */
export function useReading(read: () => Promise<void>, everyMs: number): Reading {
  const isRead = ref(false);
  const trouble = ref<Words>();
  const turn = new InTurn(async () => {
    try {
      await read();
      isRead.value = true;
      trouble.value = undefined;
    } catch (error) {
      trouble.value = wordsOf(error, oldList);
    }
  });
  const refresh = () => turn.run();
  const timer = setInterval(() => {
    if (!turn.isRunning) void refresh();
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
  void refresh();
  return { isRead, trouble, refresh, ...useActs(wordsOf, refresh) };
}
