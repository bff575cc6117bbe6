/** Where somebody is swabbed alone and waits for the result (orders 15, 17, 18). */
export const waitSettings = {
  'fever-clinic': { zh: '发热门诊', en: 'fever clinic' },
  gate: { zh: '卡口', en: 'gate' },
} as const;
export type WaitSetting = keyof typeof waitSettings;

/** Why somebody waits no more. */
export const waitEnds = {
  'result-released': { zh: '结果已出', en: 'the result is there' },
  'no-result': { zh: '样本未能得出结果', en: 'the specimen gives no result' },
  decided: { zh: '医生决定结束', en: 'a doctor decided so' },
  left: { zh: '本人自愿等候，已离开', en: 'waited of their own will, and left' },
  'term-over': { zh: '等候时限已到', en: 'the time of waiting was over' },
} as const;
export type WaitEnd = keyof typeof waitEnds;
