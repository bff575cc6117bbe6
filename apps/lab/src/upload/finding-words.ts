import type { Finding } from '@lib/vocabulary';
import { plain } from './spelling.js';

// One word, one finding. A word that is not here is refused, never guessed: "未检" may mean "not tested", and so may a
// bare dash, which many write into every empty cell.
const words: Readonly<Record<Finding, readonly string[]>> = {
  detected: [
    ...[
      '阳性',
      '阳',
      '检出',
      '阳性(+)',
      '+',
      '(+)',
      '弱阳性',
      '强阳性',
      '阳性(检出)',
      '检出(阳性)',
      '核酸阳性',
      '初筛阳性',
    ],
    ...['positive', 'pos', 'detected'],
  ],
  'not-detected': [
    ...['阴性', '阴', '未检出', '阴性(-)', '(-)', '阴性(未检出)', '未检出(阴性)', '核酸阴性'],
    ...['negative', 'neg', 'notdetected', 'not-detected', 'undetected'],
  ],
  inconclusive: [
    ...['可疑', '可疑阳性', '疑似阳性', '灰区', '不确定', '待复检', '待复查', '±', '(±)', '+/-', '(+/-)'],
    ...['inconclusive', 'indeterminate', 'equivocal'],
  ],
  'single-target': [
    ...['单靶标', '单靶', '单靶标阳性', '单靶阳性', '单靶标检出', '单靶检出', '单基因阳性', '单基因检出', '单通道阳性'],
    ...['single-target', 'singletarget', 'singletargetdetected'],
  ],
  invalid: [
    ...['无效', '检测无效', '结果无效', '无效结果', '检测失败', '实验失败', '内标未起', '内参未起'],
    ...['invalid', 'failed', 'error'],
  ],
};

const findingByWord = new Map<string, Finding>(
  Object.entries(words).flatMap(([finding, spellings]) =>
    spellings.map((word) => [plain(word), finding as Finding] as const),
  ),
);

/** Out: what a laboratory's word says in our vocabulary, or nothing when it is not in the table. */
export function findingOfWord(word: string): Finding | undefined {
  return findingByWord.get(plain(word));
}
