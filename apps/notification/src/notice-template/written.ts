import type { NoticeFields } from '@lib/contracts/notice';
import type { NoticeWords } from './house-words.js';

/** One language of a notice as it is read. */
export interface Written {
  readonly subject: string;
  readonly text: string;
}

interface Around {
  /** Address of the page on which more stands. */
  readonly page: string;
  /** A drill says so in its first word, wherever it is read (settled 1). */
  readonly isDrill: boolean;
}

const beijing = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T/.test(text);

/** In: the words of a template and what they name. Out: both languages; a name without a value is left out. */
export function written(
  words: NoticeWords,
  fields: NoticeFields,
  { page, isDrill }: Around,
): { zh: Written; en: Written } {
  const values: Readonly<Record<string, string | undefined>> = { ...fields, page };
  const fill = (text: string): string =>
    text.replaceAll(/\{([a-zA-Z]+)\}/g, (_hole, name: string) => {
      const value = values[name] ?? '';
      // People read the time of the place, not of the wire (settled 6).
      return isInstant(value) ? beijing.format(new Date(value)) : value;
    });
  return {
    zh: {
      subject: (isDrill ? '【演练】' : '') + fill(words.subjectZh),
      text: (isDrill ? '【演练】' : '') + fill(words.textZh),
    },
    en: {
      subject: (isDrill ? '[DRILL] ' : '') + fill(words.subjectEn),
      text: (isDrill ? '[DRILL] ' : '') + fill(words.textEn),
    },
  };
}
