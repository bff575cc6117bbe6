import iconv from 'iconv-lite';
import writeXlsxFile from 'write-excel-file/node';

/** Rows to be written; every cell is text. */
export interface TableContent {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

// Barcodes need some sixteen characters; a narrower column shows ####.
const columnWidth = 20;

// The writer keeps its strings by name in a plain object, where these names are taken; the word joiner before them is
// never seen, and taken off by `readTable`.
const writable = (value: string): string => (value in Object.prototype ? `\u2060${value}` : value);

/** Out: the bytes of an xlsx file with one sheet; every cell is text, so that long numbers keep their digits. */
export async function writeXlsx({ header, rows }: TableContent): Promise<Buffer> {
  const cell = (value: string, isHeader = false) =>
    ({
      value: writable(value),
      type: String,
      format: '@',
      ...(isHeader ? { fontWeight: 'bold' as const } : {}),
    }) as const;
  const sheet = [header.map((title) => cell(title, true)), ...rows.map((row) => row.map((value) => cell(value)))];
  const columns = header.map(() => ({ width: columnWidth }));
  return writeXlsxFile(sheet, { columns, stickyRowsCount: 1 }).toBuffer();
}

/**
 * Out: the bytes of a CSV as Chinese Excel reads it by a double click: GBK (or UTF-8 with its mark), CRLF. Long numbers
 * are led by a tab, which Excel takes for text and `readTable` takes off; without it Excel shows and saves 2.1E+13.
 */
export function writeCsv({ header, rows }: TableContent, encoding: 'gbk' | 'utf-8' = 'gbk'): Buffer {
  const lines = [header, ...rows].map((row) => row.map(csvCell).join(','));
  const text = `${lines.join('\r\n')}\r\n`;
  return encoding === 'gbk' ? iconv.encode(text, 'gbk') : Buffer.from(`\ufeff${text}`);
}

function csvCell(value: string): string {
  const guarded = /^\d{12,}$/.test(value) || /^[=+\-@]/.test(value) ? `\t${value}` : value;
  // A reader guesses what cuts the cells: whatever might be taken for it stands in quotes.
  return /[",;，\t\r\n]/.test(value) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
