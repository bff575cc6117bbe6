/** The closed vocabulary of what a laboratory finds in a tube. Codes of other systems are mapped to it at the door. */
export const findings = ['detected', 'not-detected', 'inconclusive', 'single-target', 'invalid'] as const;

export type Finding = (typeof findings)[number];

/**
 * The findings that raise an alarm the instant they land, released or not: an indeterminate pool is followed up like
 * a detected one (domain R29, R32).
 */
export const alarmingFindings: readonly Finding[] = ['detected', 'inconclusive', 'single-target'];

/** True when the finding raises an alarm the instant it lands. */
export const isAlarming = (finding: Finding): boolean => alarmingFindings.includes(finding);

/** The finding in the words of laboratory staff. */
export const findingWords: Readonly<Record<Finding, { zh: string; en: string }>> = {
  detected: { zh: '检出', en: 'detected' },
  'not-detected': { zh: '未检出', en: 'not detected' },
  inconclusive: { zh: '可疑', en: 'inconclusive' },
  'single-target': { zh: '单靶标检出', en: 'single target' },
  invalid: { zh: '无效', en: 'invalid' },
};

/** Where a result stands. */
export const resultStatuses = ['preliminary', 'final', 'corrected', 'cancelled'] as const;

export type ResultStatus = (typeof resultStatuses)[number];

/** Why a tube was drawn. */
export const tubePurposes = ['round', 'recollection'] as const;

export type TubePurpose = (typeof tubePurposes)[number];

/** What a specimen was taken from: people and goods are tested alike (人物同防). */
export const subjectKinds = ['person', 'place', 'goods'] as const;

export type SubjectKind = (typeof subjectKinds)[number];
