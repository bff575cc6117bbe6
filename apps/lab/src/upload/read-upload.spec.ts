import { writeTubeBarcode } from '@lib/vocabulary';
import { writeCsv, writeXlsx } from '@lib/platform';
import type { TableContent } from '@lib/platform';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readUpload } from './read-upload.js';
import { shortFormHeader } from './upload-columns.js';

const tube = (serial: number): string => writeTubeBarcode('21', serial);
const good = [tube(1), '阴性', 'Undetermined', '无', '28.1', '2026-11-21 08:30', '李四'];

const read = (rows: readonly (readonly string[])[], header: readonly string[] = shortFormHeader) =>
  readUpload(writeCsv({ header, rows }));

const faultOf = async (row: readonly string[]) => {
  const [first] = (await read([row])).rows;
  return first?.kind === 'unreadable' ? [first.fault.code, first.fault.column] : 'read';
};

describe("a laboratory's file", () => {
  test.each([
    ['CSV in GBK', (content: TableContent) => writeCsv(content, 'gbk')],
    ['CSV in UTF-8', (content: TableContent) => writeCsv(content, 'utf-8')],
    ['xlsx', writeXlsx],
  ])('is read as %s', async (_name, write) => {
    const { rows } = await readUpload(await write({ header: shortFormHeader, rows: [good] }));
    expect(rows).toMatchObject([
      {
        kind: 'readable',
        row: 2,
        tubeId: tube(1),
        finding: 'not-detected',
        ct: { orf1ab: { kind: 'none' }, n: { kind: 'none' }, internalControl: { kind: 'value', ct: 28.1 } },
        testedAt: { at: new Date('2026-11-21T00:30:00Z') },
      },
    ]);
  });

  test('loses its person columns at the boundary: no cell of theirs is anywhere in what was read', async () => {
    const header = [...shortFormHeader, '姓名', '身份证号', '手机号', '备注'];
    const row = [...good, '王小明', '110101199003070011', '13800138000', '住院患者王小明'];
    const everything = JSON.stringify(await read([row], header));
    for (const secret of ['李四', '王小明', '110101199003070011', '13800138000'])
      expect(everything).not.toContain(secret);
  });

  test('quotes nothing of a person who was typed into a wrong column', async () => {
    const rows = [
      ['110101199003070011', '阴性', '', '', '', '', ''],
      [tube(2), '王小明', '', '', '', '', ''],
      [tube(3), 'Wang Xiaoming', '', '', '', '', ''],
      [tube(3), 'zhangsan', '', '', '', '', ''],
      [tube(4), '阳性', '13800138000', '', '', '王小明', ''],
    ];
    const everything = JSON.stringify(await read(rows));
    for (const secret of ['110101199003070011', '王小明', 'Xiaoming', 'zhangsan', '13800138000']) {
      expect(everything).not.toContain(secret);
    }
  });

  test('keeps of kit, run and well what looks like a code, and nothing of a person who was typed there', async () => {
    const header = ['试管编号', '检测结果', '试剂盒', '板号', '孔位'];
    const { rows } = await read(
      [
        [tube(1), '阴性', 'KIT-2026-07', 'P1121-3', 'A01'],
        [tube(2), '阴性', '王小明', 'Wang Xiaoming', '13800138000'],
      ],
      header,
    );
    expect(rows[0]).toMatchObject({ kit: 'KIT-2026-07', run: 'P1121-3', well: 'A01' });
    for (const secret of ['王小明', 'Xiaoming', '13800138000']) expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test.each([
    [
      ['', '阴性'],
      ['TUBE_CODE_MISSING', 'tube'],
    ],
    [
      ['21000000001239', '阴性'],
      ['TUBE_CODE_WRONG', 'tube'],
    ],
    [
      ['1000000001235', '阴性'],
      ['TUBE_CODE_WRONG', 'tube'],
    ],
    [
      ['2.1E+13', '阴性'],
      ['EXCEL_DAMAGE', 'tube'],
    ],
    [
      [tube(1), ''],
      ['WORD_MISSING', 'word'],
    ],
    [
      [tube(1), '不详'],
      ['WORD_UNKNOWN', 'word'],
    ],
  ])('%s cannot be read, and says where', async (row, fault) => expect(await faultOf(row)).toEqual(fault));

  test('without a column that is needed is refused, naming the heading', async () => {
    await expect(read([['x', 'y']], ['试管编号', '检测人'])).rejects.toMatchObject({
      code: 'UPLOAD_COLUMNS_MISSING',
      detail: { columns: ['检测结果'] },
    });
  });

  test('without a header, as some instruments write it, is known by its form', async () => {
    const { rows } = await readUpload(Buffer.from(`${tube(1)},阴性\n19S1000001,阴性\n`));
    expect(rows).toMatchObject([
      { kind: 'readable', row: 1, finding: 'not-detected' },
      { kind: 'unreadable', row: 2, fault: { code: 'TUBE_CODE_WRONG' } },
    ]);
  });

  test('has every row read: as many come out as went in', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => [
      index % 3 === 0 ? 'x' : tube(index),
      index % 5 === 0 ? '?' : '阴性',
    ]);
    expect((await read(rows)).rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 2));
  });
});

// Files written by others are read where they lie, and none of them is kept here.
const folder = new URL('../../../../../shared/data/csv/chinese/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) test('skipped: ../shared/data is absent', (context) => context.skip());

describe.skipIf(!isThere)('files that others wrote', () => {
  const bytesOf = (name: string) => readFileSync(new URL(name, folder));

  test('a result file without a header is read to its last row, and its foreign codes are refused one by one', async () => {
    const { rows } = await readUpload(bytesOf('bgi_2019ncov_result_layout.xlsx'));
    expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6]);
    const codes = new Set(rows.map((row) => (row.kind === 'unreadable' ? row.fault.code : 'read')));
    expect(codes).toEqual(new Set(['TUBE_CODE_WRONG']));
  });

  test.each(['gbk', 'utf8', 'utf8bom'])(
    "a sampling platform's export in %s is known as no result file",
    async (encoding) => {
      await expect(readUpload(bytesOf(`qingdao_export_header_${encoding}.csv`))).rejects.toMatchObject({
        code: 'UPLOAD_COLUMNS_MISSING',
        detail: { columns: ['检测结果'] },
      });
    },
  );
});
