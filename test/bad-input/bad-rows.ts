/** Lines of a laboratory's file about one tube that was received, and what is said of them; nothing of them is a result. */
export interface BadLines {
  readonly what: string;
  readonly lines: (tube: string) => readonly string[];
  readonly codes: readonly string[];
}

const good = ',无,无,28.1';

/** What stands in a file beside a good line. */
export const badLines: readonly BadLines[] = [
  { what: 'a formula for a tube', lines: (tube) => [`=${tube},阴性${good}`], codes: ['TUBE_CODE_WRONG'] },
  { what: 'a command for a tube', lines: () => [`=cmd|' /C calc'!A1,阴性${good}`], codes: ['TUBE_CODE_WRONG'] },
  { what: 'a formula for a finding', lines: (tube) => [`${tube},=阳性${good}`], codes: ['WORD_UNKNOWN'] },
  { what: 'a full-width formula', lines: (tube) => [`＝${tube},阴性${good}`], codes: ['TUBE_CODE_WRONG'] },
  { what: 'a tube in scientific notation', lines: () => [`2.10001E+13,阴性${good}`], codes: ['EXCEL_DAMAGE'] },
  { what: 'a tube that lost its last digits', lines: () => [`2100000000000000,阴性${good}`], codes: ['EXCEL_DAMAGE'] },
  {
    what: 'a tube without its first digit',
    lines: (tube) => [`${tube.slice(1)},阴性${good}`],
    codes: ['TUBE_CODE_WRONG'],
  },
  { what: 'a date for a Ct', lines: (tube) => [`${tube},阴性,3-Sep,无,28.1`], codes: ['CT_UNREADABLE'] },
  { what: 'a Chinese date for a Ct', lines: (tube) => [`${tube},阴性,9月3日,无,28.1`], codes: ['CT_UNREADABLE'] },
  { what: 'a Ct of no measure', lines: (tube) => [`${tube},阴性,1e400,无,28.1`], codes: ['CT_UNREADABLE'] },
  { what: 'no finding', lines: (tube) => [`${tube},${good}`], codes: ['WORD_MISSING'] },
  {
    what: 'a finding of nothing but zero width',
    lines: (tube) => [`${tube},\u200b\u200b${good}`],
    codes: ['WORD_MISSING'],
  },
  {
    what: 'a finding in letters that only look right',
    lines: (tube) => [`${tube},РOS${good}`],
    codes: ['WORD_UNKNOWN'],
  },
  { what: 'a word for not tested', lines: (tube) => [`${tube},未检${good}`], codes: ['WORD_UNKNOWN'] },
  {
    what: 'two rows that contradict each other',
    lines: (tube) => [`${tube},阴性${good}`, `${tube},无效,无,无,无`],
    codes: ['ROWS_CONTRADICT', 'ROWS_CONTRADICT'],
  },
  {
    what: 'a finding that its own curve denies',
    lines: (tube) => [`${tube},阴性,22.1,24,28.1`],
    codes: ['CT_CONTRADICTS'],
  },
  {
    what: 'the header a second time',
    lines: () => ['试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct'],
    codes: ['TUBE_CODE_WRONG'],
  },
];

/** Spellings that look bad and say one thing only: they are taken. */
export const oddWords: readonly (readonly [string, string])[] = [
  ['zero-width characters', '阴\u200b性'],
  ['full-width letters', 'ＮＥＧ'],
  ['a full-width blank', '阴　性'],
  ['brackets and capitals', '【NEGATIVE】'.replace(/[【】]/g, ' ')],
];
