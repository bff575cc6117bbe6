import { harmfulZips, workbookOf, zipOf } from '@lib/testing';
import { describe, expect, test } from 'vitest';
import { readTable } from './table-file.js';
import { writeXlsx } from './table-writer.js';
import { readZipDirectory, zipFault, zipLimits } from './zip-directory.js';

const sound = workbookOf([
  ['a', 'b'],
  ['1', '2'],
]);
const codeOf = (bytes: Uint8Array): Promise<unknown> =>
  readTable(bytes).then(
    () => 'read',
    (error: { code?: unknown }) => error.code,
  );

describe('a workbook', () => {
  test('that is sound is read, ten sheets of it too', async () => {
    expect((await readTable(zipOf(sound))).rows).toEqual([{ row: 2, cells: ['1', '2'] }]);
    const nine = Array.from({ length: 9 }, (_, n) => ({
      name: `xl/worksheets/x${n}.xml`,
      content: Buffer.from('<a/>'),
    }));
    expect(zipFault(readZipDirectory(zipOf([...sound, ...nine])))).toBeUndefined();
  });

  test.each(Object.entries(harmfulZips(sound)))('%s is refused', async (_what, { bytes, code }) => {
    expect(await codeOf(bytes)).toBe(code);
  });

  test('cut anywhere is no workbook and no fault', async () => {
    const bytes = zipOf(sound);
    for (let end = 4; end < bytes.length; end += 7) {
      expect(await codeOf(bytes.subarray(0, end))).toBe('UPLOAD_FORMAT_UNKNOWN');
    }
  });

  test('of the largest upload, the same row over and over, stays far from the limits', async () => {
    const row = ['21000000001235', '阴性', '无', '无', '28.1', '2026-11-21 08:30', ''];
    const bytes = await writeXlsx({ header: row, rows: Array.from({ length: 20_000 }, () => row) });
    const entries = readZipDirectory(bytes) ?? [];
    const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
    process.stdout.write(`20,000 equal rows: ${unpacked} bytes of ${bytes.length}\n`);
    expect(unpacked * 5).toBeLessThan(zipLimits.unpackedBytesMax);
    expect(unpacked / bytes.length).toBeLessThan(zipLimits.ratioMax);
  });
});
