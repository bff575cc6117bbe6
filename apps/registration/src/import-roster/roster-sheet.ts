import { setImmediate as breathe } from 'node:timers/promises';
import { looksDamagedByExcel } from '@lib/platform';
import type { TableFile, TableRow } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import { maskedCell } from '../participant/masked-name.js';
import type { Person } from '../participant/card.js';
import { columnsOf } from './roster-columns.js';
import type { RosterColumns, RosterField } from './roster-columns.js';
import { rosterFaults } from '@lib/contracts/roster-row-codes';
import type { RosterFaultCode } from '@lib/contracts/roster-row-codes';
import { judgeRow, noCells } from './roster-row.decider.js';
import type { RosterCells } from './roster-row.decider.js';

/** A fault of a row as its sender reads it. */
export interface RowError {
  readonly row: number;
  readonly column?: string;
  readonly value?: string;
  readonly code: RosterFaultCode;
  readonly message: string;
  readonly hint: string;
}

export interface ReadPerson {
  readonly row: number;
  readonly person: Person;
}

/** The rows of a file, judged: whom it names, which rows are wrong, which name somebody a second time. */
export interface JudgedSheet {
  readonly people: readonly ReadPerson[];
  readonly rejected: readonly RowError[];
  readonly rejectedRows: number;
  readonly duplicates: readonly RowError[];
  /** The error of a person who turns out to be in the campaign already. */
  alreadyThere(row: number): RowError;
}

// 250 rows are about five milliseconds: requests beside a big file do not feel it.
const rowsPerTurn = 250;

/** In: a file and the divisions by name. Out: its rows, judged in order; the first of two rows of one person counts. */
export async function judgeSheet(
  table: TableFile,
  divisionByName: ReadonlyMap<string, string>,
  district?: string,
): Promise<JudgedSheet> {
  const columns = columnsOf(table.header);
  const rules = { isDamaged: looksDamagedByExcel, divisionNamed: (name: string) => divisionByName.get(name), district };
  const seen = new Map<string, string>();
  const people: ReadPerson[] = [];
  const rejected: RowError[] = [];
  const duplicates: RowError[] = [];
  let rejectedRows = 0;
  for (const [index, row] of table.rows.entries()) {
    if (index % rowsPerTurn === 0) await breathe();
    const cells = cellsOf(row, columns);
    const judged = judgeRow(cells, rules);
    if ('faults' in judged) {
      rejectedRows += 1;
      rejected.push(...judged.faults.map(({ field, code }) => rowError(row.row, code, columns, field, cells)));
      continue;
    }
    const [card, name] = [judged.person.cardNumber.reveal(), judged.person.name.reveal()];
    const firstName = seen.get(card);
    if (firstName === undefined) {
      seen.set(card, name);
      people.push({ row: row.row, person: judged.person });
    } else {
      const code = firstName === name ? 'DUPLICATE_IN_FILE' : 'DUPLICATE_WITH_OTHER_NAME';
      duplicates.push(rowError(row.row, code, columns, 'cardNumber', cells));
    }
  }
  const alreadyThere = (row: number): RowError =>
    rowError(row, 'DUPLICATE_IN_CAMPAIGN', columns, 'cardNumber', noCells);
  return { people, rejected, rejectedRows, duplicates, alreadyThere };
}

function cellsOf(row: TableRow, columns: RosterColumns): RosterCells {
  const found = [...columns].map(([field, { index }]) => [field, row.cells[index] ?? '']);
  return { ...noCells, ...Object.fromEntries(found) };
}

function rowError(
  row: number,
  code: RosterFaultCode,
  columns: RosterColumns,
  field: RosterField,
  cells: RosterCells,
): RowError {
  const [message, hint] = rosterFaults[code];
  const column = columns.get(field)?.header;
  const cell = cells[field];
  return {
    row,
    ...(column === undefined ? {} : { column }),
    ...(cell === '' ? {} : { value: maskedCell(new Pii(cell.slice(0, 60))) }),
    code,
    message,
    hint,
  };
}
