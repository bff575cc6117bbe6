import type { Refusal } from '@lib/contracts/refusals';
import iconv from 'iconv-lite';
import writeXlsxFile from 'write-excel-file/node';
import { describe, expect, test } from 'vitest';
import { columnLetter, looksDamagedByExcel, readTable, tableLimits } from './table-file.js';
import { writeCsv, writeXlsx } from './table-writer.js';

const text = '试管编号,检测结果\r\n21000000001235,阴性\r\n\r\n21000000001243,阳性\r\n';
const rowsRead = [
  { row: 2, cells: ['21000000001235', '阴性'] },
  { row: 4, cells: ['21000000001243', '阳性'] },
];

const refusalOf = (bytes: Uint8Array, options?: Parameters<typeof readTable>[1]) =>
  readTable(bytes, options).then(
    () => 'read',
    (error: { code?: string }) => error.code,
  );

describe('a file of rows', () => {
  test.each([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['GBK, as Chinese Excel saves it', iconv.encode(text, 'gbk'), 'gb18030'],
    ['UTF-16 with its mark', iconv.encode(text, 'utf-16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 big endian with its mark', iconv.encode(text, 'utf-16be', { addBOM: true }), 'utf-16be'],
    ['UTF-16 without a mark', iconv.encode(text, 'utf-16le', { addBOM: false }), 'utf-16le'],
  ])('is read in %s, with the row numbers that its sender sees', async (_name, bytes, encoding) => {
    expect(await readTable(bytes)).toEqual({
      format: 'csv',
      encoding,
      headerRow: 1,
      header: ['试管编号', '检测结果'],
      rows: rowsRead,
    });
  });

  test.each([
    ['a tab', '\t'],
    ['a semicolon', ';'],
    ['a comma', ','],
  ])('may be cut by %s, and keeps quoted line breaks inside one row', async (_name, delimiter) => {
    const lines = [`a${delimiter}b`, `"one${delimiter}1\nmore"${delimiter}two`, `three${delimiter}"fo""ur"`];
    const table = await readTable(Buffer.from(lines.join('\n')));
    expect(table.rows).toEqual([
      { row: 2, cells: [`one${delimiter}1\nmore`, 'two'] },
      { row: 3, cells: ['three', 'fo"ur'] },
    ]);
  });

  test('has its header where the caller finds it, within the first sixty rows', async () => {
    const preamble = '* Block Type = 96-Well\n[Results]\n\n';
    const isHeader = (cells: readonly string[]) => cells.includes('试管编号');
    const table = await readTable(Buffer.from(preamble + text), { isHeader });
    expect(table.headerRow).toBe(4);
    expect(table.rows.map(({ row }) => row)).toEqual([5, 7]);
    expect(await refusalOf(Buffer.from('x\n'.repeat(60) + text), { isHeader })).toBe('UPLOAD_COLUMNS_MISSING');
  });

  test('without any header is read when the caller knows what its columns are', async () => {
    const assumeHeader = (first: readonly string[]) => (/^\d{14}$/.test(first[0] ?? '') ? ['tube', 'word'] : undefined);
    const table = await readTable(Buffer.from('21000000001235,阴性\n'), { isHeader: () => false, assumeHeader });
    expect(table).toMatchObject({ headerRow: 0, header: ['tube', 'word'], rows: [{ row: 1 }] });
  });

  test('sheds what spreadsheets put around text to keep it text', async () => {
    const table = await readTable(Buffer.from('a,b,c\n"=""21000000001235""","\t0123",\'007\n'));
    expect(table.rows[0]?.cells).toEqual(['21000000001235', '0123', '007']);
  });

  test.each([
    ['no bytes', Buffer.alloc(0), 'UPLOAD_EMPTY'],
    ['blank lines only', Buffer.from('\n\n ,\n'), 'UPLOAD_EMPTY'],
    ['an old xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'UPLOAD_FORMAT_UNKNOWN'],
    ['a zip that is no xlsx', Buffer.from('PK\u0003\u0004 something else'), 'UPLOAD_FORMAT_UNKNOWN'],
    ['a page dressed up as a table', Buffer.from('<html><table>'), 'UPLOAD_FORMAT_UNKNOWN'],
    ['bytes that are no text', Buffer.from([0x61, 0x00, 0x00, 0x01, 0xff, 0x80, 0x02]), 'UPLOAD_FORMAT_UNKNOWN'],
    ['more bytes than allowed', Buffer.alloc(tableLimits.bytesMax + 1, 0x61), 'UPLOAD_TOO_LARGE'],
    ['a cell of more than a kilobyte', Buffer.from(`a\n${'字'.repeat(400)}`), 'UPLOAD_TOO_LARGE'],
    ['more than fifty columns', Buffer.from(`a\n${'x,'.repeat(50)}x`), 'UPLOAD_TOO_LARGE'],
    ['more rows than allowed', Buffer.from(`a\n${'x\n'.repeat(tableLimits.rowsMax + 1)}`), 'UPLOAD_TOO_LARGE'],
  ])('of %s is refused', async (_name, bytes, code) => {
    expect(await refusalOf(bytes)).toBe(code);
  });
});

describe('a workbook', () => {
  test('is read cell by cell as text, with blank rows counted', async () => {
    const table = await readTable(
      await writeXlsx({ header: ['试管编号', '检测结果'], rows: [['21000000001235', '阴性'], [], ['0012', '阳性']] }),
    );
    expect(table).toEqual({
      format: 'xlsx',
      headerRow: 1,
      header: ['试管编号', '检测结果'],
      rows: [
        { row: 2, cells: ['21000000001235', '阴性'] },
        { row: 4, cells: ['0012', '阳性'] },
      ],
    });
  });

  test('keeps exact integers, shows fractions as the sheet does, and leaves lost digits to be seen', async () => {
    const cells = [21000000001235, 22.15, 330106199001011230, true];
    const sheet = [[{ value: 'a' }, { value: 'b' }, { value: 'c' }, { value: 'd' }], cells.map((value) => ({ value }))];
    const table = await readTable(await writeXlsxFile(sheet).toBuffer());
    const [barcode, ct, spoilt = '', flag] = table.rows[0]?.cells ?? [];
    expect([barcode, ct, flag]).toEqual(['21000000001235', '22.15', 'TRUE']);
    expect(looksDamagedByExcel(spoilt)).toBe(true);
  });

  test('gives dates as the time on the wall', async () => {
    const at = new Date(Date.UTC(2026, 10, 21, 8, 30, 5));
    const sheet = [[{ value: 'at' }], [{ value: at, type: Date, format: 'yyyy-mm-dd hh:mm:ss' }]];
    const table = await readTable(await writeXlsxFile(sheet).toBuffer());
    expect(table.rows[0]?.cells).toEqual(['2026-11-21 08:30:05']);
  });

  test('may open with a cover sheet', async () => {
    const cover = { data: [[{ value: 'welcome' }]], sheet: 'cover' };
    const results = { data: [[{ value: '试管编号' }], [{ value: '7' }]], sheet: 'results' };
    const bytes = await writeXlsxFile([cover, results]).toBuffer();
    const table = await readTable(bytes, { isHeader: (cells) => cells.includes('试管编号') });
    expect(table.rows).toEqual([{ row: 2, cells: ['7'] }]);
  });

  test('with two tables is refused, because the second would be lost without a word', async () => {
    const results = { data: [[{ value: '试管编号' }], [{ value: '7' }]] };
    const bytes = await writeXlsxFile([
      { ...results, sheet: 'one' },
      { ...results, sheet: 'two' },
    ]).toBuffer();
    const isHeader = (cells: readonly string[]) => cells.includes('试管编号');
    expect(await refusalOf(bytes, { isHeader })).toBe('UPLOAD_SHEETS_SEVERAL');
  });
});

describe('a ready-filled file', () => {
  const content = {
    header: ['试管编号', '备注'],
    rows: [
      ['21000000001235', '一,二'],
      ['21000000001243', '=1+1'],
    ],
  };

  test.each(['gbk', 'utf-8'] as const)('in %s is read back as it was written', async (encoding) => {
    const table = await readTable(writeCsv(content, encoding));
    expect(table.rows.map(({ cells }) => cells)).toEqual(content.rows);
  });

  test('guards long numbers and formulas from Excel', () => {
    expect(iconv.decode(writeCsv(content), 'gbk')).toContain('\t21000000001235,"一,二"\r\n');
    expect(iconv.decode(writeCsv(content), 'gbk')).toContain('\t=1+1');
  });
});

describe('damage by Excel', () => {
  test.each(['2.1E+13', '3.30106E+17', '330106199001011000'])('%s is recognised', (cell) =>
    expect(looksDamagedByExcel(cell)).toBe(true),
  );
  test.each(['21000000001235', '21000000001000', '22.15', '', '阴性'])('%s is none', (cell) =>
    expect(looksDamagedByExcel(cell)).toBe(false),
  );
  test('columns are named by letters', () => {
    expect([0, 25, 26, 51].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ']);
  });
});

test('of more workbooks at once than threads may run some wait, and more than may wait are told to come again', async () => {
  const bytes = await writeXlsx({ header: ['a'], rows: [['1']] });
  const read = await Promise.allSettled(Array.from({ length: 24 }, () => readTable(bytes)));
  const refused = read.filter((one) => one.status === 'rejected').map(({ reason }) => (reason as Refusal).code);
  expect(refused).toEqual(Array(4).fill('BUSY'));
  await expect(readTable(bytes)).resolves.toMatchObject({ format: 'xlsx' });
});
