import type { Words } from '@lib/screens';

export interface Stage {
  stage: 'listed' | 'sampled' | 'sealed' | 'handed' | 'received' | 'resulted' | 'released';
  persons: number;
  tubes: number | null;
}

export interface Funnel {
  campaignId: string;
  kind: 'live' | 'drill';
  name: string;
  asOf: string;
  newestEventAt: string | null;
  stages: Stage[];
  remainder: { reason: string; zh: string; en: string; persons: number; tubes: number }[];
  alarms: {
    tubes: number;
    openTubes: number;
    cases: number;
    recollections: number;
    taken: number;
    verified: number;
    cleared: number;
  };
  personsPerTube: number | null;
}

/** The stages of the funnel in the words of the wall. */
export const stageWords: Record<Stage['stage'], Words> = {
  listed: { zh: '应采', en: 'listed' },
  sampled: { zh: '已采', en: 'sampled' },
  sealed: { zh: '已封管', en: 'sealed' },
  handed: { zh: '已交接', en: 'handed over' },
  received: { zh: '已到库', en: 'received' },
  resulted: { zh: '已出结果', en: 'resulted' },
  released: { zh: '已发布', en: 'released' },
};

interface AlarmLine {
  readonly name: string;
  readonly words: Words;
  readonly count: (alarms: Funnel['alarms']) => number;
}

/** The alarm block, in the order in which an alarm is worked off. */
export const alarmLines: readonly AlarmLine[] = [
  { name: 'tubes', words: { zh: '初筛待复核管', en: 'alarming tubes' }, count: ({ tubes }) => tubes },
  // A tube stays open until its people are answered; whether somebody took it is another question.
  {
    name: 'untaken',
    words: { zh: '未接手', en: 'not taken' },
    count: ({ tubes, taken }) => Math.max(0, tubes - taken),
  },
  { name: 'cases', words: { zh: '处置单', en: 'cases' }, count: ({ cases }) => cases },
  {
    name: 'recollections',
    words: { zh: '单采复核', en: 'recollections' },
    count: ({ recollections }) => recollections,
  },
  { name: 'verified', words: { zh: '复核阳性', en: 'verified' }, count: ({ verified }) => verified },
  { name: 'cleared', words: { zh: '已解除', en: 'cleared' }, count: ({ cleared }) => cleared },
];
