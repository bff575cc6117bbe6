interface Words {
  readonly zh: string;
  readonly en: string;
}

/** How a call to a person of a detected tube ends. The order is that of the keys 1 to 6 on the board. */
export const callOutcomes = [
  'reached',
  'no-answer',
  'switched-off',
  'wrong-number',
  'declines',
  'urgent-need',
] as const;

export type CallOutcome = (typeof callOutcomes)[number];

interface OutcomeWords {
  readonly name: Words;
  /** What the caller may say before hanging up; absent where nobody is on the line. */
  readonly toSay: Words | null;
  readonly next: Words;
}

/**
 * What whoever calls says first. It names a recheck and no finding: a pool is not a person, and a telephone may be in
 * somebody else's hand.
 */
export const callOpening: Words = {
  zh: '您好，这里是疾控值班。请问您是本人吗？您参加的混采需要单独再采一次来核对，现在不能说明您的任何情况。请您先留在原处、单独一间，工作人员会上门免费采样。您现在有没有不舒服，或者急需用药、透析、产检？',
  en: 'Hello, this is the CDC duty desk. Am I speaking to the person concerned? Your pooled test has to be checked with a swab of your own; it says nothing about you yet. Please stay where you are, in a room of your own; staff will come and take the swab free of charge. Do you feel unwell, or need medicine, dialysis or care in pregnancy now?',
};

/** The one table of what is said and done for each outcome of a call; golden-tested, as every word to a resident is. */
export const callWords: Readonly<Record<CallOutcome, OutcomeWords>> = {
  reached: {
    name: { zh: '已联系到本人', en: 'reached' },
    toSay: {
      zh: '谢谢您。决定书会写明依据、截止时间和申诉电话；到时自动结束。急症就医不受影响，可以直接拨 120。',
      en: 'Thank you. The notice names the basis, the end and where to object; it ends by itself. Urgent care is never held back: call 120 directly.',
    },
    next: { zh: '安排就地管控与单管复采', en: 'arrange the hold and the single swab' },
  },
  'no-answer': {
    name: { zh: '无人接听', en: 'no answer' },
    toSay: null,
    next: { zh: '稍后再拨；仍不通则转社区上门', en: 'call again shortly; then the community knocks' },
  },
  'switched-off': {
    name: { zh: '关机或占线', en: 'switched off or busy' },
    toSay: null,
    next: { zh: '稍后再拨；仍不通则转社区上门', en: 'call again shortly; then the community knocks' },
  },
  'wrong-number': {
    name: { zh: '号码不对', en: 'wrong number' },
    toSay: {
      zh: '对不起，打错了。打扰您了。',
      en: 'I am sorry, this is a wrong number.',
    },
    next: {
      zh: '不透露任何情况；转社区上门并核对电话',
      en: 'say nothing of the matter; the community knocks and checks the number',
    },
  },
  declines: {
    name: { zh: '本人不同意', en: 'declines' },
    toSay: {
      zh: '我记下了您的意见。您有权提出异议，由没有参与决定的人在期限内答复；我请同事上门向您说明。',
      en: 'I have noted it. You may object, and somebody who had no part in this answers within a set time; a colleague will come and explain.',
    },
    next: { zh: '告知申诉途径，转社区上门说明', en: 'say how to object; the community comes to explain' },
  },
  'urgent-need': {
    name: { zh: '急需帮助', en: 'urgent need' },
    toSay: {
      zh: '请不要等待：急症马上拨 120，就医、分娩、透析都不受管控限制。我现在就为您登记，并请人联系您。',
      en: 'Do not wait: call 120 for an emergency. Care, birth and dialysis are never held back. I am noting it now, and somebody will call you.',
    },
    next: { zh: '立即登记需求；急症先就医', en: 'note the need at once; urgent care comes first' },
  },
};
