import { Refusal } from '@lib/contracts/refusals';
import { decodeText } from './table-text.js';
import type { TextEncoding } from './table-text.js';
import { readDelimited } from './table-delimited.js';
import { readSheets } from './table-xlsx.js';

/** What a file of rows may hold; above it the file is refused whole, before anything is judged. */
export const tableLimits = {
  bytesMax: 20_000_000,
  rowsMax: 100_000,
  columnsMax: 50,
  cellBytesMax: 1024,
  // Instruments write sections above their table (QuantStudio: some forty lines), so the header is looked for down to here.
  headerRowMax: 60,
} as const;

/** One row of a file; `row` is the number that a spreadsheet shows beside it, from 1, header and blank rows counted. */
export interface TableRow {
  readonly row: number;
  /** As many cells as the header has, or more; text as written, trimmed, never turned into a number. */
  readonly cells: string[];
}

export interface TableFile {
  readonly format: 'csv' | 'xlsx';
  /** How the text of a CSV was encoded; absent for xlsx. */
  readonly encoding?: TextEncoding;
  /** Row number of the header; 0 when the file has none and the caller supplied one. */
  readonly headerRow: number;
  readonly header: string[];
  /** The rows below the header that are not blank. */
  readonly rows: TableRow[];
}

export interface TableOptions {
  /** Tells a header from what may stand above it. Without it the first row that is not blank is the header. */
  readonly isHeader?: (cells: readonly string[]) => boolean;
  /** The header of a file that has none, judged by its first row that is not blank; `undefined` when it is no such file. */
  readonly assumeHeader?: (firstRow: readonly string[]) => string[] | undefined;
}

/**
 * Reads a file of rows, whatever it is called: the content is sniffed.
 * In: the bytes of a CSV (UTF-8, GB18030 or UTF-16; comma, semicolon or tab) or an xlsx file, and how to know its header.
 * Out: header and rows with the row numbers that the sender sees.
 * Throws `Refusal` UPLOAD_EMPTY, UPLOAD_FORMAT_UNKNOWN, UPLOAD_COLUMNS_MISSING (no header within 60 rows),
 * UPLOAD_SHEETS_SEVERAL (a second sheet is such a table too) or UPLOAD_TOO_LARGE (20 MB, 100,000 rows, 50 columns, 1 KB a cell); no value of the file is part of a refusal.
 */
export async function readTable(bytes: Uint8Array, options: TableOptions = {}): Promise<TableFile> {
  if (bytes.length === 0) throw new Refusal('UPLOAD_EMPTY');
  if (bytes.length > tableLimits.bytesMax) throw new Refusal('UPLOAD_TOO_LARGE', { bytesMax: tableLimits.bytesMax });
  if (isZip(bytes)) {
    const sheets = await readSheets(bytes);
    return { format: 'xlsx', ...firstTableOf(sheets, options) };
  }
  refuseOtherFormats(bytes);
  const { text, encoding } = decodeText(bytes);
  const rows = await readDelimited(text);
  return { format: 'csv', encoding, ...firstTableOf([rows], options) };
}

type FoundTable = Pick<TableFile, 'header' | 'headerRow' | 'rows'>;

// A workbook often opens with a cover sheet: the first sheet that has the header is the table.
function firstTableOf(sheets: readonly string[][][], options: TableOptions): FoundTable {
  const filled = sheets.filter((rows) => rows.some((cells) => !isBlank(cells)));
  if (filled.length === 0) throw new Refusal('UPLOAD_EMPTY');
  const tables = filled.map((rows) => tableOf(rows, options)).filter((table) => table !== undefined);
  const [table, ...others] = tables;
  // Reading the first of several tables would lose the rest without a word.
  const hasOthers = options.isHeader !== undefined && others.some(({ rows }) => rows.length > 0);
  if (hasOthers) throw new Refusal('UPLOAD_SHEETS_SEVERAL', { tables: tables.length });
  if (table !== undefined) return table;
  throw new Refusal('UPLOAD_COLUMNS_MISSING', { rowsSearched: tableLimits.headerRowMax });
}

function tableOf(rows: readonly string[][], { isHeader, assumeHeader }: TableOptions): FoundTable | undefined {
  const found = rows
    .slice(0, tableLimits.headerRowMax)
    .findIndex((cells) => !isBlank(cells) && (isHeader === undefined || isHeader(cells)));
  if (found >= 0) {
    return { header: trimmedEnd(rows[found] ?? []), headerRow: found + 1, rows: numbered(rows, found + 1) };
  }
  const firstRow = rows.find((cells) => !isBlank(cells)) ?? [];
  const assumed = assumeHeader?.(firstRow);
  return assumed && { header: assumed, headerRow: 0, rows: numbered(rows, 0) };
}

function numbered(rows: readonly string[][], from: number): TableRow[] {
  const found: TableRow[] = [];
  for (let index = from; index < rows.length; index += 1) {
    const cells = rows[index];
    if (cells === undefined || isBlank(cells)) continue;
    found.push({ row: index + 1, cells: checkedCells(cells, index + 1) });
  }
  if (found.length > tableLimits.rowsMax) throw new Refusal('UPLOAD_TOO_LARGE', { rowsMax: tableLimits.rowsMax });
  return found;
}

function checkedCells(cells: string[], row: number): string[] {
  const kept = trimmedEnd(cells);
  if (kept.length > tableLimits.columnsMax) {
    throw new Refusal('UPLOAD_TOO_LARGE', { row, columnsMax: tableLimits.columnsMax });
  }
  // A character is at most four bytes, so short cells need no counting.
  const column = kept.findIndex(
    (cell) => cell.length * 4 > tableLimits.cellBytesMax && Buffer.byteLength(cell) > tableLimits.cellBytesMax,
  );
  if (column >= 0) {
    throw new Refusal('UPLOAD_TOO_LARGE', {
      row,
      column: columnLetter(column),
      cellBytesMax: tableLimits.cellBytesMax,
    });
  }
  return kept;
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '');

function trimmedEnd(cells: readonly string[]): string[] {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === '') end -= 1;
  return cells.slice(0, end);
}

/** Out: the letter that a spreadsheet shows above a column. In: its index from 0; 0 is A, 26 is AA. */
export function columnLetter(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnLetter(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/**
 * True for a number that a spreadsheet has spoilt: written as 1.23E+13, or sixteen digits and more that end in 000
 * because only fifteen were kept. The digits are gone; the cell has to be exported again as text.
 */
export function looksDamagedByExcel(cell: string): boolean {
  return /^\d(\.\d+)?[eE]\+?\d{2,}$/.test(cell) || /^\d{13,}000$/.test(cell);
}

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte);

const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);

// Named one by one so that the sender hears what the file is, not only what it is not.
const otherFormats: readonly { name: string; signature: readonly number[] }[] = [
  { name: 'xls', signature: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: 'pdf', signature: [0x25, 0x50, 0x44, 0x46] },
  { name: 'png', signature: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'jpeg', signature: [0xff, 0xd8, 0xff] },
  { name: 'gzip', signature: [0x1f, 0x8b] },
  { name: 'rar', signature: [0x52, 0x61, 0x72, 0x21] },
  { name: 'html', signature: [0x3c] },
  { name: 'json', signature: [0x7b] },
  { name: 'hl7', signature: [0x4d, 0x53, 0x48, 0x7c] },
];

function refuseOtherFormats(bytes: Uint8Array): void {
  const other = otherFormats.find(({ signature }) => startsWith(bytes, signature));
  if (other !== undefined) throw new Refusal('UPLOAD_FORMAT_UNKNOWN', { sniffed: other.name });
}
