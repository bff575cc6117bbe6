import { computed, ref } from 'vue';

export type Language = 'zh' | 'en';

/** A sentence in both languages; every word on a screen comes as one of these. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

const stored = globalThis.localStorage?.getItem('bulou.language');

/** The reader's language: Chinese first, kept on the device. */
export const language = ref<Language>(stored === 'en' ? 'en' : 'zh');

export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  localStorage.setItem('bulou.language', language.value);
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
}

/** The sentence in the reader's language. */
export const say = (words: Words): string => words[language.value];

/** The other language's own name, for the switch. */
export const otherLanguage = computed(() => (language.value === 'zh' ? 'English' : '中文'));

const clockTime = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const dayTime = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** A wire time as hours and minutes in the campaign's zone. */
export const timeOf = (instant: string): string => clockTime.format(new Date(instant));

/** A wire time as month, day, hours and minutes in the campaign's zone. */
export const dayTimeOf = (instant: string): string => dayTime.format(new Date(instant));
