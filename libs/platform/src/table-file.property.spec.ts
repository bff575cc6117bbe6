import { Refusal } from '@lib/contracts/refusals';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanCell } from './table-delimited.js';
import { readTable, tableLimits } from './table-file.js';
import type { TableFile } from './table-file.js';
import { writeCsv, writeXlsx } from './table-writer.js';
import { readZipDirectory, zipFault } from './zip-directory.js';

async function tableOrRefusal(bytes: Uint8Array): Promise<TableFile | Refusal> {
  try {
    return await readTable(bytes);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const isBounded = ({ header, rows }: TableFile): boolean =>
  rows.length <= tableLimits.rowsMax &&
  rows.every(({ cells }) => cells.length <= tableLimits.columnsMax) &&
  rows.every(({ cells }) => cells.every((cell) => Buffer.byteLength(cell) <= tableLimits.cellBytesMax)) &&
  Array.isArray(header);

const anyText = fc.string({ unit: 'binary', maxLength: 400 });
// What a spreadsheet writes: line ends, quotes and delimiters more often than chance would.
const tableText = fc.array(fc.oneof(anyText, fc.constantFrom(',', '"', '\n', '\r\n', ';', '\t', '，', '\ufeff')), {
  maxLength: 40,
});

test('whatever bytes come, a table within its bounds or a refusal comes out', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    tableText.map((parts) => Buffer.from(parts.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      const read = await tableOrRefusal(content);
      expect(read instanceof Refusal || isBounded(read)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('a cell that is clean stays as it is, and no cell grows by cleaning', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        anyText.map((text) => `="${text}"`),
        anyText.map((text) => `'${text}`),
      ),
      (cell) => {
        const clean = cleanCell(cell);
        expect(clean.length).toBeLessThanOrEqual(cell.length);
        expect(clean).toBe(clean.trim());
      },
    ),
    { numRuns: 1_000 },
  );
});

const word = fc
  .stringMatching(/^[A-Za-z0-9阴阳性未检出,"; ]{1,20}$/)
  .map((text) => text.trim())
  .filter((text) => text !== '');
const grid = fc.array(fc.tuple(word, word, word), { minLength: 1, maxLength: 8 });

// A file says its encoding by its bytes. Without a Chinese heading one can mean both: 未 alone in GBK is δ in UTF-8.
const header = ['样本编号', '检测结果', '备注'];

test.each(['gbk', 'utf-8'] as const)('what is written as CSV in %s is read back cell by cell', async (encoding) => {
  await fc.assert(
    fc.asyncProperty(grid, async (rows) => {
      const table = await readTable(writeCsv({ header, rows }, encoding));
      expect(table.rows.map(({ cells }) => cells)).toEqual(rows);
    }),
    { numRuns: 200, examples: [[[['"', ';', '未A']]], [[[';', ',', ';;;;;']]]] },
  );
});

test('what is written as a workbook is read back cell by cell', async () => {
  await fc.assert(
    fc.asyncProperty(grid, async (rows) => {
      const table = await readTable(await writeXlsx({ header: ['a', 'b', 'c'], rows }));
      expect(table.rows.map(({ cells }) => cells)).toEqual(rows);
    }),
    { numRuns: 15, endOnFailure: true, examples: [[[['constructor', '__proto__', 'toString']]]] },
  );
}, 30_000);

test('whatever bytes come, the directory of a zip is read within them or not at all', async () => {
  const sound = await writeXlsx({ header: ['a'], rows: [['1']] });
  const change = fc.array(fc.tuple(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 })), { maxLength: 12 });
  fc.assert(
    fc.property(change, fc.nat({ max: sound.length }), (changes, end) => {
      const bytes = Buffer.from(sound);
      for (const [at, value] of changes) bytes[at] = value;
      for (const content of [bytes, bytes.subarray(0, end)]) {
        const entries = readZipDirectory(content);
        expect(['unreadable', 'burst', 'nested', undefined]).toContain(zipFault(entries));
        for (const { from, packed } of entries ?? []) expect(from + packed).toBeLessThanOrEqual(content.length);
      }
    }),
    { numRuns: 1_000 },
  );
});
