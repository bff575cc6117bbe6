import { plain } from './spelling.js';

/**
 * What a Ct cell says. `blank`: nothing was written. `none`: the instrument says that nothing was amplified.
 * `unreadable`: somebody wrote something else.
 */
export type CtReading =
  | { readonly kind: 'blank' | 'none' | 'unreadable' }
  | { readonly kind: 'value'; readonly ct: number };

// A run has 40 to 45 cycles; above sixty it is another number that slipped into the column.
const cyclesMax = 60;

// Instruments write a zero, a dash, or a word of their own where no curve rose.
const noneWords: ReadonlySet<string> = new Set(
  [
    'undetermined',
    'undet',
    'undetected',
    'noct',
    'nocq',
    'noamp',
    'n/a',
    'na',
    'nan',
    'none',
    'null',
    '-',
    '--',
    '---',
  ].concat(['/', '\\', '无', '无ct', '无ct值', '未检出', '未起', '未起峰', '阴性', '0', '0.0', '0.00', '∞']),
);

/** Reads one Ct cell. */
export function readCt(cell: string): CtReading {
  const text = plain(cell);
  if (text === '') return { kind: 'blank' };
  if (noneWords.has(text) || /^(>|≥|>=|大于)\d+(\.\d+)?$/.test(text)) return { kind: 'none' };
  if (!/^\d+([.,]\d+)?$/.test(text)) return { kind: 'unreadable' };
  const ct = Number(text.replace(',', '.'));
  if (ct === 0) return { kind: 'none' };
  return ct <= cyclesMax ? { kind: 'value', ct } : { kind: 'unreadable' };
}
