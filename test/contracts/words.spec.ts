import { actor, instant, sealNumber, uuid } from '@lib/contracts/fields';
import { refusals } from '@lib/contracts/refusals';
import { routes } from '@lib/contracts/routes';
import {
  callOpening,
  callWords,
  findingWords,
  isLegalTubeStep,
  proofWords,
  residentWords,
  staffPoolWords,
  tubeStates,
} from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';

describe('what people read', () => {
  test('the words of residents and staff are the golden ones', async () => {
    const table = JSON.stringify({ residentWords, proofWords, staffPoolWords, findingWords }, null, 2);
    await expect(`${table}\n`).toMatchFileSnapshot('./golden/words.json');
  });

  test('the words of a call are the golden ones, and name no finding', async () => {
    await expect(`${JSON.stringify({ callOpening, callWords }, null, 2)}\n`).toMatchFileSnapshot(
      './golden/call-words.json',
    );
    const said = [callOpening, ...Object.values(callWords).flatMap(({ toSay }) => toSay ?? [])];
    expect(said.filter(({ zh, en }) => /阳性|确诊|感染|positive|infected|confirmed/i.test(`${zh}${en}`))).toEqual([]);
  });

  test('no resident reads 阳性 or positive', () => {
    const read = [...Object.values(residentWords), ...Object.values(proofWords)].flatMap(({ zh, en }) => [zh, en]);
    expect(read.filter((words) => /阳性|positive/i.test(words))).toEqual([]);
  });

  test('every refusal says what is wrong and what to do, in both languages', () => {
    const silent = Object.entries(refusals).filter(
      ([, entry]) => !(entry.zh && entry.en && entry.cureZh && entry.cureEn),
    );
    expect(silent).toEqual([]);
  });
});

describe('the one table of tube states', () => {
  test('every successor is a state of the table', () => {
    const named = Object.values(tubeStates).flatMap((state) => [...state.next]);
    expect(named.filter((name) => !(name in tubeStates))).toEqual([]);
  });

  test('a tube begins opened, and a sealed one is not opened again', () => {
    expect(isLegalTubeStep(undefined, 'opened')).toBe(true);
    expect(isLegalTubeStep(undefined, 'sealed')).toBe(false);
    expect(isLegalTubeStep('sealed', 'opened')).toBe(false);
  });
});

describe('the table of routes', () => {
  test('no two routes are the same', () => {
    const names = routes.map((route) => `${route.service} ${route.method} ${route.path}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('every command is idempotent by key, or says why by its kind: journal, file, list by body, proof', () => {
    const keyless = routes
      .filter((route) => route.method === 'POST' && !route.isIdempotent && !route.takesFile)
      .map((route) => `${route.service} ${route.path}`);
    expect(keyless.toSorted()).toEqual([
      'batching /v1/journal',
      'gateway /v1/practice/sign-in',
      // A cookie or a proof that is good once is its own key.
      'gateway /v1/session/renewal',
      'gateway /v1/shift-tokens',
      'notification /v1/my-notices',
      // Words are only looked at.
      'notification /v1/notice-templates/preview',
      // A report of a provider names a state that nothing undoes.
      'notification /v1/short-message-reports',
      'registration /v1/notice-addresses',
      'registration /v1/participants/:participantId/reveal',
      'registration /v1/participants/masked',
      'registration /v1/participants/resolve',
      'registration /v1/shift-proofs',
    ]);
  });
});

describe('an identifier', () => {
  test('has one spelling, however it was typed', () => {
    expect(uuid.parse('F493A2B3-1C86-427F-AD66-C59B5B44518E')).toBe('f493a2b3-1c86-427f-ad66-c59b5b44518e');
  });
});

describe('a code that goes into an event', () => {
  test.each(['13812345678', 'courier-13812345678', '330106199001011234'])(
    'is not the number of a person: %s',
    (text) => {
      expect(actor.safeParse(text).success).toBe(false);
      expect(sealNumber.safeParse(text.slice(0, 20)).success).toBe(false);
    },
  );

  test('may hold digits of its own', () => {
    expect(actor.safeParse('sampler-a13812345678').success).toBe(true);
    expect(sealNumber.safeParse('S-1001').success).toBe(true);
  });

  test('has a time of this century', () => {
    expect(instant.safeParse('0000-01-01T00:00:00Z').success).toBe(false);
    expect(instant.safeParse('2026-11-21T08:00:00.000Z').success).toBe(true);
  });
});
