import { noticeKinds } from '@lib/vocabulary';
import type { NoticeKindName } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { houseWords } from './house-words.js';
import { wordFaults } from './notice-words.decider.js';
import { written } from './written.js';

const kinds = Object.keys(noticeKinds) as NoticeKindName[];
const good = houseWords['stay-where-you-are'];

describe('the words of a notice', () => {
  test.each(kinds)('as they ship break no rule: %s', (kind) => {
    expect(wordFaults(kind, houseWords[kind])).toEqual([]);
  });

  test.each([
    ['a finding', { textZh: '您的结果为阳性 {page}' }, 'word-forbidden'],
    ['an illness', { textEn: 'about COVID-19: {page}' }, 'word-forbidden'],
    ['more than three short messages', { textZh: `${'请'.repeat(201)}{page}` }, 'too-long'],
    ['a field that nobody fills', { textZh: '{name} 请等待 {page}' }, 'field-unknown'],
    ['no page', { textZh: '请等待' }, 'page-missing'],
    ['nothing', { subjectEn: ' ' }, 'empty'],
  ])('may not hold %s', (_what, change, fault) => {
    expect(wordFaults('stay-where-you-are', { ...good, ...change }).map((one) => one.fault)).toContain(fault);
  });

  test('are read with the time of the place, and say first that it is a drill', () => {
    const { zh, en } = written(
      good,
      { dueAt: '2026-11-22T08:00:00.000Z' },
      { page: 'https://x.example', isDrill: true },
    );
    expect(zh.text).toMatch(/^【演练】.*16:00/);
    expect(en.text).toMatch(/^\[DRILL\] /);
    expect(written(good, {}, { page: '', isDrill: false }).zh.subject).toBe('请原地等待');
  });
});
