import { writeXlsx } from '@lib/platform';
import type { Finding } from '@lib/vocabulary';
import iconv from 'iconv-lite';
import type { Chance } from './chance.js';

export interface LabRow {
  readonly tubeId: string;
  readonly finding: Finding;
  /** Written instead of the finding's own word, to plant a row that cannot be read. */
  readonly wordInstead?: string;
}

const header = ['试管编号', '检测结果', 'ORF1ab Ct', 'N Ct', '内标 Ct', '检测时间', '检测人'];

const words: Record<Finding, readonly [string, ...string[]]> = {
  detected: ['阳性', '检出'],
  'not-detected': ['阴性', '未检出'],
  inconclusive: ['可疑'],
  'single-target': ['单靶标'],
  invalid: ['无效'],
};

const ct = (chance: Chance, from: number, to: number) => (from + chance.next() * (to - from)).toFixed(2);

/** Time as a cycler's export prints it: local, without zone. */
const localTime = (at: Date) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' }).format(at);

function cellsOf(row: LabRow, testedAt: Date, chance: Chance): string[] {
  const [orf1ab, n] =
    row.finding === 'detected'
      ? [ct(chance, 20, 34), ct(chance, 20, 34)]
      : row.finding === 'single-target'
        ? ['Undetermined', ct(chance, 33, 37)]
        : ['Undetermined', 'Undetermined'];
  const control = row.finding === 'invalid' ? 'Undetermined' : ct(chance, 24, 30);
  return [
    row.tubeId,
    row.wordInstead ?? chance.pick(words[row.finding]),
    orf1ab,
    n,
    control,
    localTime(testedAt),
    '演练检验员',
  ];
}

export type LabFileForm = 'xlsx' | 'csv-gbk' | 'csv-utf8';

/** A laboratory's file of one plate, in the form in which it exports. */
export async function writeLabFile(
  form: LabFileForm,
  rows: readonly LabRow[],
  testedAt: Date,
  chance: Chance,
): Promise<Uint8Array> {
  const cells = rows.map((row) => cellsOf(row, testedAt, chance));
  if (form === 'xlsx') return writeXlsx({ header, rows: cells });
  const text = `${[header, ...cells].map((row) => row.join(',')).join('\r\n')}\r\n`;
  return form === 'csv-gbk' ? iconv.encode(text, 'gbk') : Buffer.from(text, 'utf8');
}
