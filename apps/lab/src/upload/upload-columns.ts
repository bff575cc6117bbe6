import { isTubeBarcode } from '@lib/vocabulary';
import { plain } from './spelling.js';
import { findingOfWord } from './finding-words.js';

/** What this room takes from a file. Every other column is dropped before anything is written. */
export type ColumnName = 'tube' | 'word' | 'ctOrf1ab' | 'ctN' | 'ctInternal' | 'testedAt' | 'kit' | 'run' | 'well';

/** Where each column stands in the file: index from 0. */
export type ColumnPlaces = Readonly<Partial<Record<ColumnName, number>>>;

/** The short form's own headings, as the ready-filled file writes them; the last is left to the person at the bench. */
export const shortFormHeader = ['试管编号', '检测结果', 'ORF1ab Ct', 'N Ct', '内标 Ct', '检测时间', '检测人'] as const;

// In order of preference: a file may carry the tube's code and a bench number beside it.
const headings: Readonly<Record<Exclude<ColumnName, 'ctOrf1ab' | 'ctN' | 'ctInternal'>, readonly string[]>> = {
  tube: [
    ...['试管编号', '试管条码', '试管条码号', '试管编码', '试管号', '试管码', '采样管编号', '采样管条码', '采样管号'],
    ...['混采管编号', '管号', '管码', '条码', '条码号', '条形码', '样本条码', '样本条码号', '标本条码', '样本编号'],
    ...['样本号', '样品编号', '样品号', '标本编号', '标本号', 'tubeid', 'tubecode', 'tube', 'barcode', 'specimen'],
    ...['specimenid', 'sampleid', 'sampleno', 'samplename'],
  ],
  word: [
    ...['检测结果', '检验结果', '核酸检测结果', '核酸结果', '新冠核酸检测结果', '检测结论', '结果判定', '判定结果'],
    ...['结论', '结果', 'result', 'finding', 'interpretation'],
  ],
  testedAt: [
    ...[
      '检测时间',
      '检验时间',
      '检测日期',
      '检验日期',
      '检测完成时间',
      '实验时间',
      '测试时间',
      '出结果时间',
      '结果时间',
    ],
    ...['报告时间', '报告日期', 'testedat', 'testtime', 'testdate', 'resultedat', 'runendtime'],
  ],
  kit: ['试剂盒', '试剂', '试剂批号', '试剂盒批号', '检测试剂', 'kit', 'kitlot'],
  run: ['上机批次', '实验批次', '批次', '批次号', '板号', '孔板号', '实验编号', 'run', 'runid', 'plate', 'plateid'],
  well: ['孔位', '孔', '孔号', 'well', 'wellposition'],
};

const ctTargets: Readonly<Record<'ctOrf1ab' | 'ctN' | 'ctInternal', readonly string[]>> = {
  ctOrf1ab: ['orf1ab', 'orf1a/b', 'orf1', 'orf', 'o'],
  ctN: ['n'],
  ctInternal: ['内标', '内参', '内对照', '内控', 'ic', 'rp', 'rnasep', '内源性内标', '外源性内标'],
};

const searched = Object.entries(headings) as [keyof typeof headings, readonly string[]][];

function ctTargetOf(heading: string): ColumnName | undefined {
  const bare = heading.replaceAll(/\((fam|vic|hex|rox|cy5)\)/g, '');
  if (!/ct|cq|循环阈值/.test(bare) && !/基因|内标|内参|orf1ab/.test(bare)) return undefined;
  const target = bare.replaceAll(/ct|cq|循环阈值|值|基因|gene|value|通道|[-()]/g, '');
  const found = Object.entries(ctTargets).find(([, names]) => names.includes(target));
  return found?.[0] as ColumnName | undefined;
}

/** Finds the columns of a header row, whatever their order and spelling. The first of two that say the same counts. */
export function columnsOf(header: readonly string[]): ColumnPlaces {
  const spelled = header.map(plain);
  const places: Partial<Record<ColumnName, number>> = {};
  for (const [name, names] of searched) {
    const place = names.map((heading) => spelled.indexOf(plain(heading))).find((index) => index >= 0);
    if (place !== undefined) places[name] = place;
  }
  for (const [index, heading] of spelled.entries()) {
    const name = ctTargetOf(heading);
    if (name !== undefined) places[name] ??= index;
  }
  return places;
}

/** A row is the header when it names the tube, or the finding beside something else that we know. */
export function isHeader(cells: readonly string[]): boolean {
  const found = Object.keys(columnsOf(cells));
  return found.includes('tube') || (found.includes('word') && found.length > 1);
}

/** Some instruments write no header at all: a code and a word (as a laboratory's own layout does) are told by their form. */
export function assumeHeader(firstRow: readonly string[]): string[] | undefined {
  const [code = '', word = ''] = firstRow;
  if (firstRow.length !== 2 || findingOfWord(word) === undefined) return undefined;
  return isTubeBarcode(code) || /^[A-Za-z0-9-]{6,24}$/.test(code) ? ['试管编号', '检测结果'] : undefined;
}
