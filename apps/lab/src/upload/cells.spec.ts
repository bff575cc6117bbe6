import { findings } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { readCt } from './ct-value.js';
import { findingOfWord } from './finding-words.js';
import { readTime } from './tested-at.js';
import { columnsOf, isHeader, shortFormHeader } from './upload-columns.js';

describe('a word for a finding', () => {
  test.each([
    ['阳性', 'detected'],
    ['检出', 'detected'],
    ['阳性（＋）', 'detected'],
    ['(+)', 'detected'],
    ['+', 'detected'],
    ['弱阳性', 'detected'],
    [' Positive ', 'detected'],
    ['阴性', 'not-detected'],
    ['未检出', 'not-detected'],
    ['阴 性', 'not-detected'],
    ['阴性(-)', 'not-detected'],
    ['（－）', 'not-detected'],
    ['Not Detected', 'not-detected'],
    ['可疑', 'inconclusive'],
    ['±', 'inconclusive'],
    ['单靶标', 'single-target'],
    ['单靶标阳性', 'single-target'],
    ['无效', 'invalid'],
    ['INVALID', 'invalid'],
  ])('"%s" says %s', (word, finding) => expect(findingOfWord(word)).toBe(finding));

  test.each(['', '-', '—', '未检', '合格', '阴性阳性', '阴性(+)', '张三'])('"%s" is not guessed', (word) =>
    expect(findingOfWord(word)).toBeUndefined(),
  );

  test('our own vocabulary is understood, word by word', () => {
    expect(findings.map(findingOfWord)).toEqual([...findings]);
  });
});

describe('a Ct cell', () => {
  test.each([
    ['25.31', 25.31],
    [' ３８．５ ', 38.5],
    ['40', 40],
  ])('"%s" is a cycle', (cell, ct) => expect(readCt(cell)).toEqual({ kind: 'value', ct }));

  test.each(['Undetermined', '无', '-', '—', 'NoCt', 'No Ct', 'N/A', '0', '0.00', '/', '＞40', '>45.0'])(
    '"%s" says that no curve rose',
    (cell) => expect(readCt(cell)).toEqual({ kind: 'none' }),
  );

  test('nothing written is not the same as no curve', () => expect(readCt('  ')).toEqual({ kind: 'blank' }));

  test.each(['25.3.1', '见备注', '-25', '99', '25~26'])('"%s" is not guessed', (cell) =>
    expect(readCt(cell)).toEqual({ kind: 'unreadable' }),
  );
});

describe('a time as laboratories write it', () => {
  const half = '2026-11-21T00:30:00.000Z';
  test.each([
    ['2026-11-21 08:30', half],
    ['2026/11/21 8:30', half],
    ['2026-11-21 08:30:00', half],
    ['2026.11.21 08:30:00', half],
    ['2026年11月21日 8时30分', half],
    ['2026年11月21日8:30', half],
    ['２０２６－１１－２１　０８：３０', half],
    ['2026-11-21T08:30', half],
    ['2026/11/21 上午8:30', half],
    ['2026-11-21 8:30 AM', half],
    ['20261121 0830', half],
    ['20261121083000', half],
    ['2026-11-21T00:30:00Z', half],
    ['2026-11-21T08:30:00+08:00', half],
    ['46347.3541666667', half],
    ['2026-11-21 下午3:05:09', '2026-11-21T07:05:09.000Z'],
    ['2026-11-21 12:05 AM', '2026-11-20T16:05:00.000Z'],
    ['2026-11-21', '2026-11-20T16:00:00.000Z'],
    ['46347', '2026-11-20T16:00:00.000Z'],
  ])('%s is read in Asia/Shanghai', (cell, instant) => expect(readTime(cell)?.at.toISOString()).toBe(instant));

  test.each([
    ['2026-11-21', 86_400_000],
    ['2026-11-21 08:30', 60_000],
    ['2026-11-21 08:30:15', 1000],
  ])('%s is known to its own unit', (cell, precision) => expect(readTime(cell)?.precisionMs).toBe(precision));

  test.each([
    '21/11/2026',
    '11/21/2026 08:30',
    '2026-02-30',
    '2026-13-01',
    '2026-11-21 25:00',
    '昨天',
    '08:30',
    '1.5',
    '1921-11-21',
  ])('%s is not guessed', (cell) => expect(readTime(cell)).toBeUndefined());
});

describe('the header of a file', () => {
  test('is found in its own spelling', () => {
    expect(columnsOf(shortFormHeader)).toEqual({ tube: 0, word: 1, ctOrf1ab: 2, ctN: 3, ctInternal: 4, testedAt: 5 });
  });

  test.each([
    [
      ['检测时间', 'N基因Ct值', '样本编号', '检测结果', 'ＯＲＦ１ａｂ　Ct值', '内标Ct'],
      [2, 3, 4, 1, 5, 0],
    ],
    [
      ['条码', '结果', 'Ct(ORF1ab)', 'Ct(N)', 'Ct(IC)', '报告时间'],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      ['试管条码', '结果判定', 'ORF1ab基因（FAM）Ct值', 'N基因（VIC）Ct值', '内参(CY5)Ct值', '检验日期'],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      ['采样管编号*', '核酸检测结果', 'ORF1ab_CT', 'N_CT', '内标_CT', '检测 时间'],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      ['Barcode', 'Result', 'ORF1ab Cq', 'N Cq', 'IC Cq', 'tested_at'],
      [0, 1, 2, 3, 4, 5],
    ],
  ])('is found in other spellings and orders: %s', (header, [tube, word, ctOrf1ab, ctN, ctInternal, testedAt]) => {
    expect(columnsOf(header)).toEqual({ tube, word, ctOrf1ab, ctN, ctInternal, testedAt });
  });

  test('prefers the code of the tube over the bench number beside it', () => {
    expect(columnsOf(['样本编号', '试管编号', '结果'])).toMatchObject({ tube: 1 });
  });

  test('takes kit, run and well where the file has them', () => {
    expect(columnsOf(['试管编号', '检测结果', '试剂盒', '板号', '孔位'])).toEqual({
      tube: 0,
      word: 1,
      kit: 2,
      run: 3,
      well: 4,
    });
  });

  test('has no place for columns of persons', () => {
    const persons = ['检测人', '检验人', '审核人', '姓名', '身份证号', '手机号', '联系电话', '住址', '受检者姓名'];
    expect(columnsOf(persons)).toEqual({});
    expect(isHeader(persons)).toBe(false);
  });
});
