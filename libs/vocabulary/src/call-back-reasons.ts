import { noAnswerReasons } from './no-answer-reasons.js';

/**
 * Why a person is called back although their tube gave, or may give, a result. None of them is a suspicion: the words
 * say what the house did, never what a person may have.
 */
export const followUpReasons = {
  'pool-discordant': {
    zh: '混检与单检结果不一致，按规定间隔后再免费采样一次',
    en: 'the pooled and the single test disagree; by rule one more swab is taken later, free of charge',
  },
  'unbound-swab': {
    zh: '同一管中拭子多于登记人数，为免遗漏请免费重采',
    en: 'a tube held more swabs than people on record; please have yours taken again, free of charge',
  },
  'wrong-binding': {
    zh: '样本登记到了错误的采样管，请免费重采',
    en: 'your specimen was recorded in the wrong tube; please have it taken again, free of charge',
  },
  'results-differ': {
    zh: '两家实验室对您的样本结果不一致，请免费再采样一次',
    en: 'two laboratories disagree about your specimen; please have one more swab taken, free of charge',
  },
} as const;

export type FollowUpReason = keyof typeof followUpReasons;

/** Every reason for which people are called back without suspicion, with the words for them. */
export const callBackReasons = { ...noAnswerReasons, ...followUpReasons } as const;

export type CallBackReason = keyof typeof callBackReasons;

/** True for a reason that says nothing about whether the tube gives a result. */
export const isFollowUp = (reason: CallBackReason): reason is FollowUpReason => reason in followUpReasons;
