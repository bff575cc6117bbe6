import type { ResidentView } from '@lib/vocabulary';
import { holdingResult, noAnswerOf } from './person-facts.js';
import type { TubeFacts } from './person-facts.js';

/** The seven stages of a specimen, as its person reads them. */
export const stages = {
  sampled: { zh: '已采样', en: 'specimen taken' },
  sealed: { zh: '已封管', en: 'tube sealed' },
  handed: { zh: '已送出', en: 'on the way to the laboratory' },
  received: { zh: '实验室已收', en: 'at the laboratory' },
  testing: { zh: '已检测', en: 'tested' },
  reviewed: { zh: '已审核', en: 'reviewed by a second person' },
  told: { zh: '已告知', en: 'told to you' },
} as const;

export type Stage = keyof typeof stages;

/** In: the tube that is followed, if any, and what the person is shown. Out: all seven stages with their times. */
export function trackerOf(tube: TubeFacts | undefined, view: ResidentView) {
  const times = tube === undefined ? undefined : timesOf(tube, view);
  return (Object.keys(stages) as Stage[]).map((stage) => ({ stage, ...stages[stage], at: times?.[stage] ?? null }));
}

function timesOf(tube: TubeFacts, view: ResidentView): Record<Stage, Date | null> {
  const releasedAt = holdingResult(tube)?.releasedAt ?? null;
  return {
    sampled: tube.sampledAt,
    sealed: tube.sealedAt,
    handed: tube.handedAt,
    received: tube.receivedAt,
    testing: tube.testedAt,
    reviewed: releasedAt,
    // Staff tell the outcome of the second test in person: this page did not tell it.
    told: view === 'verified' ? null : (releasedAt ?? noAnswerOf(tube)?.at ?? null),
  };
}
