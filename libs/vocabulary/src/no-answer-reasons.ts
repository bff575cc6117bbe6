/** Why a tube will never give a result. Its people are called back, without suspicion, free of charge. */
export const noAnswerReasons = {
  void: { zh: '采样管作废', en: 'the tube was made void at the site' },
  leaking: { zh: '样本管渗漏', en: 'the tube leaked' },
  'no-label': { zh: '样本管标签无法识别', en: 'the label could not be read' },
  'no-medium': { zh: '样本管无保存液', en: 'the tube held no medium' },
  'over-time': { zh: '样本超过送检时限', en: 'the tube came too late' },
  empty: { zh: '样本管内无拭子', en: 'the tube held no swab' },
  'over-capacity': { zh: '样本管超员', en: 'the tube held too many swabs' },
  'count-mismatch': { zh: '拭子数与登记人数不符', en: 'swabs and people did not agree in number' },
  lost: { zh: '样本在转运中遗失', en: 'the tube was lost on the way' },
  invalid: { zh: '检测无效', en: 'the test gave no valid result' },
} as const;

export type NoAnswerReason = keyof typeof noAnswerReasons;

/** The reasons with which a laboratory may refuse a tube at the bench. */
export const rejectionReasons = [
  'leaking',
  'no-label',
  'no-medium',
  'over-time',
  'empty',
  'over-capacity',
  'count-mismatch',
] as const;

export type RejectionReason = (typeof rejectionReasons)[number];
