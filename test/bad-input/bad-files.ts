import { harmfulZips, workbookOf } from '@lib/testing';

/** A file that is refused whole; made for the header and the good line of the door that it is sent to. */
export interface BadFile {
  readonly what: string;
  readonly bytes: (header: string, line: string) => Buffer;
  readonly status: number;
  readonly code: string;
}

const cell = 'x'.repeat(1_025);
const zips = harmfulZips(workbookOf([['a'], ['1']]));
const text = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'));
const unknown = { status: 415, code: 'UPLOAD_FORMAT_UNKNOWN' } as const;
const tooLarge = { status: 413, code: 'UPLOAD_TOO_LARGE' } as const;

const archives: readonly BadFile[] = Object.entries(zips).map(([what, { bytes, code }]) => ({
  what: `a workbook ${what}`,
  bytes: () => bytes,
  ...(code === tooLarge.code ? tooLarge : unknown),
}));

/** What a laboratory or a district may send by mistake or on purpose, and what is answered. */
export const badFiles: readonly BadFile[] = [
  { what: 'no byte', bytes: () => Buffer.alloc(0), status: 422, code: 'UPLOAD_EMPTY' },
  { what: 'blank lines', bytes: () => text('', ' ', ',,', ''), status: 422, code: 'UPLOAD_EMPTY' },
  {
    what: 'a table of something else',
    bytes: () => text('a,b', '1,2', ''),
    status: 422,
    code: 'UPLOAD_COLUMNS_MISSING',
  },
  {
    what: 'Latin-1',
    bytes: (header, line) => Buffer.concat([text(header, line, ''), Buffer.from('n\xe9gatif,\xff\xfe', 'latin1')]),
    ...unknown,
  },
  {
    what: 'UTF-16 that breaks off in the middle of a character',
    bytes: (header, line) => Buffer.from(`\ufeff${header}\n${line}`, 'utf16le').subarray(0, -1),
    ...unknown,
  },
  {
    what: 'text with a NUL in it',
    bytes: (header, line) => text(header, line, '\0', ''),
    ...unknown,
  },
  { what: 'a page', bytes: () => text('<html><table><tr><td>1</td></tr></table></html>'), ...unknown },
  { what: 'an old workbook', bytes: () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), ...unknown },
  { what: 'a cell of 1,025 bytes', bytes: (header, line) => text(header, line, `${line}${cell}`, ''), ...tooLarge },
  { what: 'fifty-one columns', bytes: (header, line) => text(header, line, 'x,'.repeat(50) + 'x'), ...tooLarge },
  { what: '100,001 rows', bytes: (header) => text(header, 'x,y\n'.repeat(100_001)), ...tooLarge },
  { what: 'a byte more than twenty megabytes', bytes: () => Buffer.alloc(20_000_001, 0x31), ...tooLarge },
  ...archives,
];
