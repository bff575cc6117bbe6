import type { Words } from '@lib/screens';

/** The codes with which an owner may end a task, in words. A code that is new here is shown as it is. */
const outcomes: Readonly<Record<string, Words>> = {
  done: { zh: '已办妥', en: 'done' },
  met: { zh: '已满足', en: 'met' },
  unmet: { zh: '未能满足', en: 'could not be met' },
  refused: { zh: '本人不需要', en: 'not wanted' },
  reached: { zh: '已联系到', en: 'reached' },
  unreached: { zh: '未联系到', en: 'not reached' },
  'not-found': { zh: '未找到本人', en: 'not found' },
  moved: { zh: '已搬离', en: 'moved away' },
  found: { zh: '已见到本人', en: 'met the person' },
  declines: { zh: '本人不配合', en: 'declines' },
  'nobody-there': { zh: '家中无人', en: 'nobody there' },
  'moved-away': { zh: '已搬离', en: 'moved away' },
  told: { zh: '已告知', en: 'told' },
  'nobody-reached': { zh: '未联系到', en: 'nobody reached' },
  helped: { zh: '已处置', en: 'helped' },
  ambulance: { zh: '已呼叫救护车', en: 'ambulance called' },
  'no-need': { zh: '无需处置', en: 'no need' },
  discharged: { zh: '解除隔离', en: 'discharged' },
  stays: { zh: '继续隔离', en: 'stays' },
  'first-stands': { zh: '维持第一实验室结果', en: 'the first result stands' },
  'first-is-wrong': { zh: '第一实验室结果有误，须更正', en: 'the first result is wrong and is corrected' },
  'handed-over': { zh: '已移交医院', en: 'handed over to a hospital' },
};

export const outcomeWords = (code: string): Words => outcomes[code] ?? { zh: code, en: code };
