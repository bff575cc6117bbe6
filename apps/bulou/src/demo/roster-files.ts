import { writeXlsx } from '@lib/platform';
import iconv from 'iconv-lite';

import type { DemoPerson } from './people.js';

export interface RosterFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Rows that the house must not take, by the reason that was planted. */
  readonly planted: { readonly rejected: number; readonly duplicates: number };
}

const header = ['姓名', '证件类型', '证件号码', '联系电话', '现住址'];

const rowOf = (person: DemoPerson) => [person.name, '身份证', person.cardNumber, person.phone, person.address];

/** Rows as they really come: a wrong check digit, a number that a spreadsheet destroyed, no name, the same person twice. */
function plantFaults(people: readonly DemoPerson[]): { rows: string[][]; rejected: number; duplicates: number } {
  const rows = people.map(rowOf);
  const [first, second] = people;
  if (!first || !second) return { rows, rejected: 0, duplicates: 0 };
  const wrongDigit = first.cardNumber.slice(0, 17) + (first.cardNumber.endsWith('0') ? '1' : '0');
  rows.push(['赵错', '身份证', wrongDigit, first.phone, first.address]);
  rows.push(['钱损', '身份证', '9.90101E+17', second.phone, second.address]);
  rows.push(['', '身份证', second.cardNumber, second.phone, second.address]);
  rows.push(rowOf(second));
  return { rows, rejected: 3, duplicates: 1 };
}

const csv = (rows: readonly (readonly string[])[]) =>
  `${[header, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;

/** The list from above in the three shapes in which such lists come: UTF-8 CSV, GBK CSV, and a workbook. */
export async function writeRosterFiles(listed: readonly DemoPerson[]): Promise<RosterFile[]> {
  const third = Math.ceil(listed.length / 3);
  const parts = [listed.slice(0, third), listed.slice(third, 2 * third), listed.slice(2 * third)].map(plantFaults);
  const [first, second, last] = parts as [(typeof parts)[number], (typeof parts)[number], (typeof parts)[number]];

  const workbook = await writeXlsx({ header, rows: last.rows });
  const file = (name: string, bytes: Uint8Array, part: typeof first): RosterFile => ({
    name,
    bytes,
    rows: part.rows.length,
    planted: { rejected: part.rejected, duplicates: part.duplicates },
  });
  return [
    file('roster-utf8.csv', Buffer.from(csv(first.rows), 'utf8'), first),
    file('roster-gbk.csv', iconv.encode(csv(second.rows), 'gbk'), second),
    file('roster.xlsx', workbook, last),
  ];
}
