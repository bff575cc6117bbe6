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
};

export const outcomeWords = (code: string): Words => outcomes[code] ?? { zh: code, en: code };
