import { noAnswerReasons } from '@lib/vocabulary';

export interface RemainderWords {
  readonly zh: string;
  readonly en: string;
  /** True while somebody is still to do the next step; false when the tube will never give a result. */
  readonly isWaiting: boolean;
}

const ended: [string, RemainderWords][] = Object.entries(noAnswerReasons).map(([reason, words]) => [
  reason,
  { ...words, isWaiting: false },
]);

const waiting = (zh: string, en: string): RemainderWords => ({ zh, en, isWaiting: true });

/** Every place a tube without an answer can be, in the order in which the wall lists them. */
export const remainderWords: ReadonlyMap<string, RemainderWords> = new Map<string, RemainderWords>([
  ['not-sampled', waiting('名册内尚未采样', 'on the list, not sampled yet')],
  ['at-site', waiting('已封管，待交接', 'sealed, still at the site')],
  ['on-the-way', waiting('转运中', 'on the way to the laboratory')],
  ['missing', waiting('清点缺失，正在查找', 'not in the box at the count; being looked for')],
  ['at-lab', waiting('实验室已收，待检', 'at the laboratory, no result yet')],
  ['awaiting-release', waiting('已出结果，待第二人审核发布', 'result landed, waits for a second person')],
  ['open-alarm', waiting('混管初筛阳性，待单采复核', 'alarm open: single recollection awaited')],
  ['unannounced', waiting('实验室已收，无封管记录', 'at the laboratory, no record of sealing yet')],
  ...ended,
  ['cancelled', waiting('结果已撤销，待重新发布', 'result cancelled, waits for a new one')],
]);

/** In: a place. Out: its words; a place without words is shown by its own name rather than not at all. */
export function wordsOf(reason: string): RemainderWords {
  return remainderWords.get(reason) ?? { zh: reason, en: reason, isWaiting: true };
}
