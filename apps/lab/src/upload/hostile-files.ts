import { writeCsv } from '@lib/platform';
import { writeTubeBarcode } from '@lib/vocabulary';
import { brokenWorkbooks, harmfulWorkbooks, type HostileFile, noise } from './hostile-bytes.js';
import { shortFormHeader } from './upload-columns.js';

const tube = writeTubeBarcode('21', 7);
const rest = ['无', '无', '28.1', '2026-11-21 08:30', ''] as const;
const file = (what: string, bytes: Buffer, ...verdicts: string[]): HostileFile => ({ what, bytes, verdicts });
const csv = (cells: readonly string[], header: readonly string[] = shortFormHeader): Buffer =>
  writeCsv({ header, rows: [cells] });
const text = (rows: string): Buffer => Buffer.from(`${shortFormHeader.join(',')}\n${rows}`);

const signatures = ['d0cf11e0', '25504446', '89504e47', 'ffd8ff', '1f8b08', '52617221', '3c', '7b', '4d53487c'];
const fillings = [0, 1, 63, 1024, 65_536];

const otherFormats = (): HostileFile[] =>
  signatures.flatMap((start) =>
    fillings.map((size) => {
      const bytes = Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(size, 0x20)]);
      return file(`${start} and ${size} bytes`, bytes, 'UPLOAD_FORMAT_UNKNOWN');
    }),
  );

const marks: readonly (readonly [string, (plain: string) => Buffer])[] = [
  ['UTF-8', (plain) => Buffer.from(plain)],
  ['UTF-8 with a mark', (plain) => Buffer.from(`\ufeff${plain}`)],
  ['UTF-16LE with a mark', (plain) => Buffer.from(`\ufeff${plain}`, 'utf16le')],
  ['UTF-16BE with a mark', (plain) => Buffer.from(`\ufeff${plain}`, 'utf16le').swap16()],
];

const encodings = (): HostileFile[] =>
  marks.flatMap(([name, encode]) =>
    [',', ';', '\t'].flatMap((delimiter) =>
      ['\n', '\r\n', '\r'].map((end) => {
        const lines = [shortFormHeader, [tube, '阴性', ...rest]].map((cells) => cells.join(delimiter));
        return file(`${name}, ${JSON.stringify(delimiter + end)}`, encode(lines.join(end) + end), 'readable');
      }),
    ),
  );

const withControls = (): HostileFile[] =>
  [...Array(32).keys(), 0x7f].flatMap((code) =>
    ['head', 'cell'].map((place) => {
      const odd = String.fromCharCode(code);
      const content =
        place === 'head' ? `${odd}${text('').toString()}` : text(`${tube},阴${odd}性,无,无,28\n`).toString();
      const verdicts = [
        'readable',
        'WORD_UNKNOWN',
        'WORD_MISSING',
        'UPLOAD_FORMAT_UNKNOWN',
        'UPLOAD_COLUMNS_MISSING',
        'none',
      ];
      return file(`control ${code} in its ${place}`, Buffer.from(content), ...verdicts);
    }),
  );

const tubeCells: Readonly<Record<string, readonly string[]>> = {
  EXCEL_DAMAGE: ['2.2E+11', '2.20001E+13', '2e13', '2100000000000000'],
  TUBE_CODE_MISSING: ['', ' ', '\u3000', '\u200b'],
  TUBE_CODE_WRONG: [
    ...[`=${tube}`, `=HYPERLINK("http://x")`, `+${tube}`, `-${tube}`, `@${tube}`, '=cmd|calc!A1', '＝1+1', '%', '\\'],
    ...[
      `${tube}1`,
      tube.slice(1),
      tube.replace(/.$/, (d) => String((Number(d) + 1) % 10)),
      `${tube}.0`,
      `${tube};drop table`,
    ],
    ...[
      '110101199003070011',
      '13800138000',
      '__proto__',
      'constructor',
      '../../etc/passwd',
      '١٢٣٤٥٦٧٨٩٠١٢٣٤',
      '\u202e21',
      '<b>',
      '${7*7}',
    ],
  ],
};

const wordCells: Readonly<Record<string, readonly string[]>> = {
  readable: [
    '阳性 ',
    ' 阳性',
    '阳\u200b性',
    '\ufeff阳性',
    'ＰＯＳ',
    'Ｐｏｓ',
    '阳　性',
    'POS',
    '（＋）',
    '＋',
    '阴性\u200d',
    'ＮＥＧ',
    '阴 性',
    '未检出',
  ],
  WORD_MISSING: ['', ' ', '\u3000', '\u200b\u200b'],
  WORD_UNKNOWN: [
    ...[
      '阳牲',
      '陽性',
      '阴姓',
      '-',
      '--',
      '未检',
      '未做',
      '阳性?',
      '非阳性',
      '不是阴性',
      'not positive',
      'РOS',
      'ΝEG',
      'n',
      'p',
      '1',
      '0',
      'TRUE',
    ],
    ...[
      '=阳性',
      '=1',
      '@阴性',
      '阳性阴性',
      '阳性/阴性',
      'pos neg',
      '阳\u202e性',
      '😷',
      '__proto__',
      'toString',
      'constructor',
      '%00',
      '\\u9633',
    ],
  ],
};

const cells = (): HostileFile[] => [
  ...Object.entries(tubeCells).flatMap(([code, values]) =>
    values.map((value) =>
      file(
        `tube ${JSON.stringify(value)}`,
        writeCsv({ header: shortFormHeader, rows: [[value, '阴性', ...rest]] }, 'utf-8'),
        code,
      ),
    ),
  ),
  ...Object.entries(wordCells).flatMap(([code, values]) =>
    values.map((value) =>
      file(
        `word ${JSON.stringify(value)}`,
        writeCsv({ header: shortFormHeader, rows: [[tube, value, ...rest]] }, 'utf-8'),
        code,
      ),
    ),
  ),
  ...[
    '3-Sep',
    '9月3日',
    '1e400',
    '-1',
    '=1',
    '２５.５',
    'NaN',
    '1'.repeat(400),
    '24,5',
    '>40',
    '\u221e',
    '2026-09-03',
  ].map((value) => file(`Ct ${value.slice(0, 12)}`, csv([tube, '阳性', value, '无', '28']), 'readable')),
  ...[
    '0000-00-00',
    '2026-13-41 08:30',
    '+275760-09-13',
    '9999-12-31',
    '1900-02-29',
    '45000',
    '明天',
    '2026-11-21T08:30:00Z',
    "'; --",
  ].map((value) => file(`time ${value}`, csv([tube, '阴性', '无', '无', '28', value]), 'readable')),
];

const shapes = (): HostileFile[] => [
  file('nothing', Buffer.alloc(0), 'UPLOAD_EMPTY'),
  ...['\ufeff', '\n', '\r\n\r\n', ' ', ',,,,\n,,,\n'].map((blank) =>
    file(JSON.stringify(blank), Buffer.from(blank), 'UPLOAD_EMPTY'),
  ),
  file('a header alone', text(''), 'none'),
  file('a header twice', text(`${shortFormHeader.join(',')}\n`), 'TUBE_CODE_WRONG'),
  file(
    'a column twice',
    csv([tube, tube, '阴性', '阳性'], ['试管编号', '试管编号', '检测结果', '检测结果']),
    'readable',
  ),
  file('keys of objects as columns', csv([tube, '阴性', 'x'], ['试管编号', '检测结果', '__proto__']), 'readable'),
  file('no column of ours', csv(['1', '2'], ['a', 'b']), 'UPLOAD_COLUMNS_MISSING'),
  file('half of the columns', csv([tube], ['试管编号']), 'UPLOAD_COLUMNS_MISSING'),
  file('fifty-one columns', csv([tube, '阴性', ...Array<string>(49).fill('x')]), 'UPLOAD_TOO_LARGE'),
  file('a cell of 1,025 bytes', csv([tube, '阴性', 'x'.repeat(1_025)]), 'UPLOAD_TOO_LARGE'),
  file('a quote that never ends', text(`"${'x'.repeat(1_000_000)}`), 'UPLOAD_FORMAT_UNKNOWN', 'UPLOAD_TOO_LARGE'),
  file(
    'ten thousand quotes',
    text('"'.repeat(10_001)),
    'UPLOAD_FORMAT_UNKNOWN',
    'UPLOAD_TOO_LARGE',
    'TUBE_CODE_WRONG',
    'TUBE_CODE_MISSING',
    'none',
  ),
  file('more than twenty megabytes', Buffer.alloc(20_000_001, 0x31), 'UPLOAD_TOO_LARGE'),
  file('100,001 rows', text(`${tube},阴性\n`.repeat(100_001)), 'UPLOAD_TOO_LARGE'),
  ...[65_536, 65_537].map((rows) => file(`${rows} rows`, text(`${tube},阴性\n`.repeat(rows)), 'readable')),
  file('Latin-1', Buffer.from('tube,result\n1,n\xe9gatif\xe9\n', 'latin1'), 'TUBE_CODE_WRONG', 'UPLOAD_FORMAT_UNKNOWN'),
];

/** Every file of the corpus, made here so that none has to be kept. */
export const hostileFiles = async (): Promise<HostileFile[]> => [
  ...[...otherFormats(), ...encodings(), ...withControls(), ...cells(), ...shapes(), ...noise(), ...harmfulWorkbooks()],
  ...(await brokenWorkbooks()),
];
