import { noticeFields } from '@lib/contracts/notice';
import { noticeKindOf } from '@lib/vocabulary';
import type { NoticeKindName } from '@lib/vocabulary';
import type { NoticeWords } from './house-words.js';

/** Three short messages joined: 67 characters each in the encoding that Chinese needs (GSM 03.40, UCS-2 with header). */
export const textZhCharactersMax = 201;
export const textEnCharactersMax = 600;
export const subjectCharactersMax = 60;

/** Whoever holds the telephone reads it: nothing names an illness or a finding (settled 4). */
const namesIllness =
  /阳性|阴性|确\u8bca|新冠|冠状|病毒|感染|患者|病例|positive|negative|infect|covid|corona|virus|diagnos|patient/i;

export type WordFault = 'word-forbidden' | 'too-long' | 'field-unknown' | 'page-missing' | 'empty';

const known = new Set([...Object.keys(noticeFields.shape), 'page']);

const holesOf = (text: string): string[] => [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '');

/**
 * The law of words. In: a kind and its words. Out: what is wrong with them, by the name of the part; nothing when they
 * may be approved. Words to people say where more stands and name no illness; all are short enough to be read whole.
 */
export function wordFaults(kind: NoticeKindName, words: NoticeWords): { part: keyof NoticeWords; fault: WordFault }[] {
  const isForPerson = noticeKindOf(kind).audience === 'person';
  const limits: Readonly<Record<keyof NoticeWords, number>> = {
    ...{ subjectZh: subjectCharactersMax, subjectEn: subjectCharactersMax },
    ...{ textZh: textZhCharactersMax, textEn: textEnCharactersMax },
  };
  return (Object.keys(limits) as (keyof NoticeWords)[]).flatMap((part) => {
    const text = words[part];
    const isText = part === 'textZh' || part === 'textEn';
    const faults: readonly [boolean, WordFault][] = [
      [text.trim() === '', 'empty'],
      [text.length > limits[part], 'too-long'],
      [holesOf(text).some((name) => !known.has(name)), 'field-unknown'],
      [isForPerson && namesIllness.test(text), 'word-forbidden'],
      [isForPerson && isText && !holesOf(text).includes('page'), 'page-missing'],
    ];
    return faults.filter(([isBroken]) => isBroken).map(([, fault]) => ({ part, fault }));
  });
}
