import { harmfulZips, workbookOf } from '@lib/testing';
import { identityCheckOf } from '@lib/vocabulary';
import iconv from 'iconv-lite';
import { noise } from '../../apps/lab/src/upload/hostile-bytes.js';
import { rosterHeader } from './ground.js';

/** A roster that somebody might send: a refusal's code, the code of its first error, or `taken`. */
export interface HostileRoster {
  readonly what: string;
  readonly bytes: Buffer;
  readonly verdicts: readonly string[];
}

const roster = (what: string, bytes: Buffer, ...verdicts: string[]): HostileRoster => ({ what, bytes, verdicts });
const lines = (...rows: readonly string[]): string => [rosterHeader, ...rows, ''].join('\n');

let serial = 100;
const card = (): string => {
  const first17 = `33010519850307${(serial += 1)}`;
  return first17 + identityCheckOf(first17);
};
const withCard = (cell: string): Buffer => Buffer.from(lines(`王小明,居民身份证,${cell},,,`));
const withName = (cell: string): Buffer => Buffer.from(lines(`${cell},居民身份证,${card()},,,`));

const cards: Readonly<Record<string, readonly string[]>> = {
  CARD_MISSING: ['', ' ', '\u200b'],
  CARD_DAMAGED_BY_EXCEL: ['3.30105E+17', '330105198503071000', '000000000000000000'],
  IDENTITY_NUMBER_OLD: ['330105850307123'],
  IDENTITY_NUMBER_WRONG: [
    ...['330105198513071234', '33010519850307', '=330105198503071234', '__proto__', '١٢٣٤٥٦٧٨٩'],
    ...["'; drop table participants; --", '<script>', '${7*7}', '\u202e330105198503071234'],
  ],
  taken: ['full', 'spaced', 'small'],
};

const spelt = (word: string): string => {
  const number = card();
  if (word === 'full') return number.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
  return word === 'spaced' ? number.replace(/^(.{6})(.{8})/, '$1 $2 ') : number.toLowerCase();
};

const names: Readonly<Record<string, readonly string[]>> = {
  NAME_MISSING: ['', '\u3000'],
  NAME_UNREADABLE: ['=1+1', '@SUM(A1)', '王?明', '\ufffd小明', '<b>王</b>', '王'.repeat(81), '123'],
  taken: ['欧阳修远', '阿依古丽·买买提', 'Ann-Marie O’Neil', 'constructor'],
};

/** Rosters of every kind of harm, made here so that none has to be kept. */
export const hostileRosters = (): HostileRoster[] => [
  ...Object.entries(cards).flatMap(([code, cells]) =>
    cells.map((cell) => roster(`card ${JSON.stringify(cell)}`, withCard(code === 'taken' ? spelt(cell) : cell), code)),
  ),
  ...Object.entries(names).flatMap(([code, cells]) =>
    cells.map((cell) => roster(`name ${JSON.stringify(cell).slice(0, 20)}`, withName(cell), code)),
  ),
  ...['gbk', 'utf-16le', 'utf-16be'].map((encoding) =>
    roster(
      encoding,
      iconv.encode(lines(`王小明,居民身份证,${card()},,,`), encoding, { addBOM: encoding !== 'gbk' }),
      'taken',
    ),
  ),
  ...Object.entries(harmfulZips(workbookOf([rosterHeader.split(',')]))).map(([what, { bytes, code }]) =>
    roster(`a workbook ${what}`, bytes, code),
  ),
  ...noise()
    .filter((_, index) => index % 16 === 0)
    .map(({ what, bytes, verdicts }) => roster(what, bytes, ...verdicts)),
  roster('a header twice', Buffer.from(lines(rosterHeader)), 'IDENTITY_NUMBER_WRONG', 'CARD_NUMBER_WRONG'),
  roster('a header alone', Buffer.from(lines()), 'taken'),
];
