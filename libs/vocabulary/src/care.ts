/** What a cadre or doctor hears on the two calls a day, as codes: free words about a person stay on the telephone. */
export const symptoms = {
  fever: { zh: '发热', en: 'fever', isUrgent: false },
  cough: { zh: '咳嗽', en: 'cough', isUrgent: false },
  'sore-throat': { zh: '咽痛', en: 'sore throat', isUrgent: false },
  diarrhoea: { zh: '腹泻', en: 'diarrhoea', isUrgent: false },
  'no-smell': { zh: '嗅觉味觉减退', en: 'loss of smell or taste', isUrgent: false },
  breathless: { zh: '呼吸困难', en: 'short of breath', isUrgent: true },
  'chest-pain': { zh: '胸痛', en: 'chest pain', isUrgent: true },
  confused: { zh: '意识不清', en: 'confused', isUrgent: true },
} as const;
export type Symptom = keyof typeof symptoms;

/** What a person lacks while they may not go out. Whose it is and by when stands in isolation's table of tasks. */
export const careNeeds = {
  urgent: { zh: '急救', en: 'urgent care' },
  dialysis: { zh: '透析', en: 'dialysis' },
  pregnancy: { zh: '孕产', en: 'pregnancy or birth' },
  medicine: { zh: '药品', en: 'medicine' },
  food: { zh: '食品', en: 'food' },
  pets: { zh: '宠物照看', en: 'pets' },
  other: { zh: '其他', en: 'something else' },
} as const;
export type CareNeed = keyof typeof careNeeds;

/** The two who answer for each person (orders 64). */
export const carerRoles = ['community-cadre', 'doctor'] as const;
export type CarerRole = (typeof carerRoles)[number];

/** How somebody broke an order. It is written down and handed on; it makes no order longer. */
export const breachCodes = {
  'left-place': { zh: '擅自外出', en: 'left the place' },
  'had-visitors': { zh: '接待访客', en: 'had visitors' },
  'not-found': { zh: '上门未见', en: 'was not there when called on' },
  'refused-test': { zh: '拒绝检测', en: 'refused a test' },
} as const;
export type BreachCode = keyof typeof breachCodes;

/** What a doctor decides about a fever. Only this ends it: the next normal reading does not. */
export const feverOutcomes = {
  'sent-to-clinic': { zh: '送发热门诊', en: 'sent to a fever clinic' },
  'seen-at-home': { zh: '医生上门诊视', en: 'seen by a doctor on the spot' },
  'other-cause': { zh: '排除，另有原因', en: 'another cause, no clinic needed' },
  'measured-wrong': { zh: '测量有误，已复测', en: 'measured wrong, measured again' },
} as const;
export type FeverOutcome = keyof typeof feverOutcomes;

/**
 * Tenths of a degree Celsius that a living person can have; outside them a reading is a slip of the pen. Ours, about a
 * degree beyond what clinical thermometers show (35 to 42 °C) [G].
 */
export const temperatureTenths = { min: 340, max: 430 } as const;
