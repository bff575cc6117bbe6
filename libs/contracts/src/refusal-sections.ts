import { inputFaultCodes } from '@lib/contracts/input-fault-catalogue';
import { refusals } from '@lib/contracts/refusal-catalogue';
import { rowCodes } from '@lib/contracts/result-row-codes';
import { rosterFaults } from '@lib/contracts/roster-row-codes';

/** One code as the pages about refusals show it. */
export interface ListedCode {
  readonly code: string;
  /** HTTP status, or what becomes of a row. */
  readonly answer: string;
  readonly zh: string;
  readonly en: string;
  readonly cureZh: string;
  readonly cureEn: string;
}

/** Codes that are answered in one place. */
export interface RefusalSection {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly codes: readonly ListedCode[];
}

// The roster's words are written as one text, because its report shows both languages in one line.
const halves = (text: string): readonly [string, string] => {
  const at = text.indexOf(' / ');
  return [text.slice(0, at), text.slice(at + 3)];
};

const ofTheServer: readonly ListedCode[] = [
  {
    code: 'MALFORMED',
    answer: '400 · 408 · 413 · 415 · 431',
    zh: '提交的内容不符合格式',
    en: 'the request does not keep to its contract',
    cureZh: '请按 errors 逐项更正后重发',
    cureEn: 'correct what errors lists and send it again',
  },
  {
    code: 'FAULT',
    answer: '500',
    zh: '系统故障，已记录',
    en: 'something broke here; it is recorded',
    cureZh: '请重试；如仍出现，请报告故障编号',
    cureEn: 'try again; if it stays, report the incident number',
  },
];

/** Every code that anything of the house answers, from the very tables that the code throws from. */
export const refusalSections: readonly RefusalSection[] = [
  {
    id: 'refusals',
    zh: '拒绝',
    en: 'Refusals',
    codes: Object.entries(refusals).map(([code, { status, ...words }]) => ({ code, answer: String(status), ...words })),
  },
  { id: 'others', zh: '格式与故障', en: 'Malformed input and faults', codes: ofTheServer },
  {
    id: 'input',
    zh: '输入错误（errors[].code）',
    en: 'Faults of an input (errors[].code)',
    codes: Object.entries(inputFaultCodes).map(([code, words]) => ({ code, answer: 'MALFORMED', ...words })),
  },
  {
    id: 'results',
    zh: '检测结果文件的行',
    en: 'Rows of a result file',
    codes: Object.entries(rowCodes).map(([code, { outcome, zh, en, hintZh, hintEn }]) => ({
      ...{ code, answer: outcome, zh, en },
      ...{ cureZh: hintZh, cureEn: hintEn },
    })),
  },
  {
    id: 'rosters',
    zh: '名册文件的行',
    en: 'Rows of a roster',
    codes: Object.entries(rosterFaults).map(([code, [what, cure]]) => {
      const [[zh, en], [cureZh, cureEn]] = [halves(what), halves(cure)];
      return { code, answer: 'row', zh, en, cureZh, cureEn };
    }),
  },
];
