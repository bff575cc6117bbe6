/** What a resident's page can say. Nothing here names a diagnosis: that word belongs to a hospital. */
export const residentViews = [
  'not-sampled',
  'waiting',
  'pool-negative',
  'single-negative',
  'under-recollection',
  'call-back',
  'verified',
  'corrected-negative',
] as const;

export type ResidentView = (typeof residentViews)[number];

/** The one table of what residents read, in both languages; golden-tested, because a wrong word here harms a person. */
export const residentWords: Readonly<Record<ResidentView, { zh: string; en: string }>> = {
  'not-sampled': { zh: '本轮尚未采样', en: 'not sampled in this round yet' },
  waiting: { zh: '样本已采集，等待结果', en: 'your specimen was taken; the result is awaited' },
  'pool-negative': { zh: '阴性（混采）', en: 'negative (pooled)' },
  'single-negative': { zh: '阴性（单采）', en: 'negative (single)' },
  'under-recollection': {
    zh: '结果待复核，请原地等待工作人员联系',
    en: 'your result is being checked again; please stay where you are, staff will contact you',
  },
  'call-back': {
    zh: '样本未能得出结果，请免费重采',
    en: 'your specimen gave no result; please have it taken again, free of charge',
  },
  verified: {
    zh: '复核结果需工作人员当面告知，请原地等待联系',
    en: 'staff will tell you the outcome of the second test in person; please stay where you are',
  },
  'corrected-negative': {
    zh: '此前的结果有误，现更正为阴性，我们向您道歉',
    en: 'your earlier result was wrong and is now corrected to negative; we apologise',
  },
};

/** What a proof can say of itself. `ask` neither opens nor closes a gate: it says whom to ask, and not why. */
export const proofStates = ['valid', 'ask', 'expired', 'none'] as const;

export type ProofState = (typeof proofStates)[number];

export const proofWords: Readonly<Record<ProofState, { zh: string; en: string }>> = {
  valid: { zh: '证明有效', en: 'proof valid' },
  ask: { zh: '证明暂停使用，请询问工作人员', en: 'proof on hold; please ask the staff' },
  expired: { zh: '证明已过期', en: 'proof expired' },
  none: { zh: '暂无证明', en: 'no proof yet' },
};

/** What staff read about a pool that was detected: a pool is not a person. */
export const staffPoolWords: Readonly<
  Record<'detected' | 'inconclusive' | 'single-target', { zh: string; en: string }>
> = {
  detected: { zh: '混管初筛阳性，待单采复核', en: 'pool detected at screening; single recollection awaited' },
  inconclusive: { zh: '待复核（可疑）', en: 'to be checked again (inconclusive)' },
  'single-target': { zh: '待复核（单靶标）', en: 'to be checked again (single target)' },
};
