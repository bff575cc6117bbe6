import { Refusal } from '@lib/contracts/refusals';
import { looksDamagedByExcel, maskNumbers, readTable } from '@lib/platform';
import type { TableFile, TableRow } from '@lib/platform';
import { isTubeBarcode } from '@lib/vocabulary';
import { readCt } from './ct-value.js';
import { findingOfWord } from './finding-words.js';
import type { RowCode } from '@lib/contracts/result-row-codes';
import { readTime } from './tested-at.js';
import { assumeHeader, columnsOf, isHeader } from './upload-columns.js';
import type { ColumnName, ColumnPlaces } from './upload-columns.js';
import type { CtReadings, ReadableRow, UnreadableRow, UploadRow } from './upload-row.js';

/** A file as this room understands it. */
export interface ReadUpload {
  readonly format: TableFile['format'];
  readonly encoding: TableFile['encoding'];
  /** The headings of the columns that are kept, as the file wrote them, for messages. */
  readonly titles: Readonly<Partial<Record<ColumnName, string>>>;
  readonly places: ColumnPlaces;
  readonly rows: UploadRow[];
}

// Told in the words of the form, because the sender looks for them in the file.
const required = { tube: '试管编号', word: '检测结果' } as const;

// What an error quotes is for finding the cell, not for keeping the file.
const quotedCharactersMax = 60;

/**
 * Reads a laboratory's file. This is the boundary at which person columns end: only the columns of `ColumnName` leave
 * this function, and what is kept of them is masked where it looks like an identity or telephone number.
 * Throws `Refusal` as `readTable` does, and UPLOAD_COLUMNS_MISSING naming the headings that are not there.
 */
export async function readUpload(bytes: Uint8Array): Promise<ReadUpload> {
  const table = await readTable(bytes, { isHeader, assumeHeader });
  const places = columnsOf(table.header);
  const missing = Object.entries(required).filter(([name]) => places[name as ColumnName] === undefined);
  if (missing.length > 0) throw new Refusal('UPLOAD_COLUMNS_MISSING', { columns: missing.map(([, title]) => title) });
  const titles = Object.fromEntries(
    Object.entries(places).map(([name, place]) => [name, maskNumbers(table.header[place] ?? '')]),
  );
  const rows = table.rows.map((row) => readRow(row, places));
  return { format: table.format, encoding: table.encoding, titles, places, rows };
}

/** Reads one row: what cannot be read of tube or finding makes it unreadable, everything else is left to the judge. */
export function readRow({ row, cells }: TableRow, places: ColumnPlaces): UploadRow {
  const cellOf = (name: ColumnName): string | undefined => {
    const place = places[name];
    return place === undefined ? undefined : (cells[place] ?? '');
  };
  const kept = keptCells(places, cellOf);
  const tube = cellOf('tube') ?? '';
  const word = cellOf('word') ?? '';
  const finding = findingOfWord(word);
  const unreadable = (code: RowCode, column: ColumnName): UnreadableRow & Pick<UploadRow, 'cells'> => ({
    kind: 'unreadable',
    row,
    tubeText: kept.tube ?? '',
    finding,
    fault: { code, column },
    cells: kept,
  });
  const tubeFault = faultOfTube(tube);
  if (tubeFault !== undefined) return unreadable(tubeFault, 'tube');
  if (finding === undefined) return unreadable(word === '' ? 'WORD_MISSING' : 'WORD_UNKNOWN', 'word');
  return { ...readableRow(row, tube, finding, cellOf), cells: kept };
}

function readableRow(
  row: number,
  tubeId: string,
  finding: ReadableRow['finding'],
  cellOf: (name: ColumnName) => string | undefined,
): ReadableRow {
  const time = cellOf('testedAt') ?? '';
  return {
    kind: 'readable',
    row,
    tubeId,
    finding,
    ct: readCts(cellOf),
    testedAt: time === '' ? undefined : (readTime(time) ?? 'unreadable'),
    kit: textOf(cellOf('kit')),
    run: textOf(cellOf('run')),
    well: textOf(cellOf('well')),
  };
}

function faultOfTube(cell: string): RowCode | undefined {
  if (cell === '') return 'TUBE_CODE_MISSING';
  if (looksDamagedByExcel(cell)) return 'EXCEL_DAMAGE';
  return isTubeBarcode(cell) ? undefined : 'TUBE_CODE_WRONG';
}

function readCts(cellOf: (name: ColumnName) => string | undefined): CtReadings {
  const read = (name: ColumnName) => {
    const cell = cellOf(name);
    return cell === undefined ? undefined : readCt(cell);
  };
  return { orf1ab: read('ctOrf1ab'), n: read('ctN'), internalControl: read('ctInternal') };
}

function keptCells(
  places: ColumnPlaces,
  cellOf: (name: ColumnName) => string | undefined,
): Partial<Record<ColumnName, string>> {
  const kept: Partial<Record<ColumnName, string>> = {};
  for (const name of Object.keys(places) as ColumnName[]) {
    const cell = cellOf(name);
    if (cell) kept[name] = quoted(cell);
  }
  return kept;
}

// A technician who types a name into a result cell must not make it live on here: what does not look like a code, a
// number, a time or a result is quoted as its length only.
// A code has a digit in it, or is as short as "NA"; a word of letters alone may be somebody's name in pinyin.
const codeLike = /^(?=.*\d|.{1,3}$)[\x21-\x7e]+( [\d:.+-]+)?$/;
const resultLike =
  /^[\d\s:.,/+±()（）＋－阴阳性检出未测可疑单双靶标基因通道复样混合格结论果无效强弱失败待灰区不定年月日时分秒上下午-]+$/;

function quoted(cell: string): string {
  if (!codeLike.test(cell) && !resultLike.test(cell)) return `[${cell.length} 字符]`;
  return maskNumbers(cell).slice(0, quotedCharactersMax);
}

const textOf = (cell: string | undefined): string | undefined => (cell ? quoted(cell) : undefined);
