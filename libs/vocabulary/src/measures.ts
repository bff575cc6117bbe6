/** What may be done to a person, in what words. A measure is an act with a basis; the tables of isolation say the same. */
export const measureKinds = {
  hold: { zh: '就地管控', en: 'hold on the spot' },
  isolation: { zh: '隔离', en: 'isolation' },
  transfer: { zh: '转运', en: 'transfer' },
} as const;
export type MeasureKind = keyof typeof measureKinds;

export const measurePlaces = {
  'on-the-spot': { zh: '原地（单独房间）', en: 'where you are, in a room of your own' },
  home: { zh: '居家', en: 'at home' },
  facility: { zh: '集中隔离点', en: 'at an isolation point' },
  hospital: { zh: '定点医院', en: 'at a designated hospital' },
} as const;
export type MeasurePlace = keyof typeof measurePlaces;

/** Whom a pack's rules speak of. `suspected` waits for the single swab; all others wait for a day of the calendar. */
export const measureCategories = {
  suspected: { zh: '待单采复核', en: 'waiting for the single swab' },
  'close-contact': { zh: '密切接触者', en: 'close contact' },
  'contact-of-contact': { zh: '密接的密接', en: 'contact of a contact' },
  'spill-over': { zh: '涉疫场所人员', en: 'was at a place of risk' },
  entrant: { zh: '入境或外来人员', en: 'entrant' },
  infected: { zh: '感染者', en: 'infected' },
  recovered: { zh: '康复者', en: 'recovered' },
} as const;
export type MeasureCategory = keyof typeof measureCategories;

/** On what a measure may rest; there is no fourth. */
export const basisKinds = {
  'own-result-chain': {
    zh: '您本人所在试管的检测结果待复核',
    en: 'the result of a tube that holds your own swab is to be checked',
  },
  'contact-link': {
    zh: '经具名人员判定的接触关系',
    en: 'a contact to another person that a named person decided on',
  },
  'authority-order': { zh: '主管机关的编号命令，两人签署', en: 'a numbered order of an authority, signed by two' },
} as const;
export type BasisKind = keyof typeof basisKinds;

/** Why a measure is over. */
export const measureEnds = {
  'term-over': { zh: '期限已到，自动结束', en: 'its time was over; it ended by itself' },
  lifted: { zh: '由工作人员提前解除', en: 'lifted early by the staff' },
  'appeal-won': { zh: '异议成立，已解除', en: 'lifted because your objection was right' },
  'single-tube-not-detected': { zh: '单采复核未检出，已解除', en: 'nothing was found in your single swab' },
  'detection-withdrawn': { zh: '原结果已撤回，已解除并致歉', en: 'the result was taken back; we apologise' },
  arrived: { zh: '已送达，转运结束', en: 'you have arrived; the transfer is over' },
  'result-released': { zh: '结果已出，等候结束', en: 'the result is there; the waiting is over' },
  'no-result': { zh: '样本未能得出结果，等候结束', en: 'the specimen gives no result; the waiting is over' },
  superseded: { zh: '由后续措施接替', en: 'the measure that follows took its place' },
  discharged: { zh: '符合出院标准，已解除', en: 'you are clear; you are discharged' },
  'basis-gone': {
    zh: '所依据的接触关系已不成立，已解除并致歉',
    en: 'the contact behind it leads nowhere any more; we apologise',
  },
} as const;
export type MeasureEnd = keyof typeof measureEnds;

export const liftReasons = {
  'no-longer-needed': { zh: '不再需要', en: 'no longer needed' },
  'wrong-person': { zh: '对象有误', en: 'the wrong person' },
  health: { zh: '健康或照护原因', en: 'health or care' },
  'basis-gone': { zh: '依据已不成立', en: 'its basis is gone' },
} as const;
export type LiftReason = keyof typeof liftReasons;

export const appealGrounds = {
  'not-me': { zh: '不是我本人', en: 'this is not about me' },
  'not-there': { zh: '我没有去过、没有接触', en: 'I was not there, I met nobody' },
  'result-wrong': { zh: '检测结果有误', en: 'the result is wrong' },
  'too-long': { zh: '时间过长或没有按期结束', en: 'it lasts too long' },
  'cannot-stay': { zh: '因病、孕产、照护等无法执行', en: 'illness, pregnancy or care make it impossible' },
  other: { zh: '其他', en: 'something else' },
} as const;
export type AppealGround = keyof typeof appealGrounds;

/** What a reviewer answers, from a short list: a person reads the very words. */
export const appealReasons = {
  'basis-proven': { zh: '依据完整，经复核成立', en: 'the basis was looked at and holds' },
  'term-right': { zh: '期限符合政策规定', en: 'the time is what the policy says' },
  'basis-lacking': { zh: '依据不足', en: 'the basis does not hold' },
  'wrong-person': { zh: '对象有误', en: 'it was the wrong person' },
  'too-long': { zh: '期限超出规定', en: 'it lasted longer than it may' },
  hardship: { zh: '照顾特殊困难', en: 'it would be too hard in this case' },
} as const;
export type AppealReason = keyof typeof appealReasons;

/** For these nobody is ever kept in (settled 13): the pass is granted on the spot. */
export const passPurposes = {
  'urgent-care': { zh: '急救、急诊', en: 'urgent care' },
  birth: { zh: '分娩', en: 'birth' },
  dialysis: { zh: '透析', en: 'dialysis' },
} as const;
export type PassPurpose = keyof typeof passPurposes;

export const contactKinds = {
  'tube-mate': { zh: '同管', en: 'in the same tube' },
  household: { zh: '同住', en: 'of the same household' },
  'same-queue': { zh: '同时段排队', en: 'in the same queue at the same time' },
  other: { zh: '其他接触', en: 'another contact' },
} as const;
export type ContactKind = keyof typeof contactKinds;

/** What became of a proposed contact. */
export const contactDecisions = {
  linked: { zh: '认定', en: 'linked' },
  'not-linked': { zh: '不认定', en: 'not linked' },
  'look-out': { zh: '逾期未判定，转留意', en: 'undecided in time, free with a look-out' },
} as const;
export type ContactDecision = keyof typeof contactDecisions;

/** The words of a vocabulary as a list that a schema takes. */
export const wordsOf = <const T extends Readonly<Record<string, unknown>>>(
  table: T,
): [keyof T & string, ...(keyof T & string)[]] => Object.keys(table) as [keyof T & string, ...(keyof T & string)[]];
