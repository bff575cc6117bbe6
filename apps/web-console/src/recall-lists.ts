import { dayTimeOf, type Words } from '@lib/screens';
import { findingWords, type Finding } from '@lib/vocabulary';
import { tail, type WorkAct, type WorkList } from './work-line.js';

const due = (at: string): Words => ({ zh: `限 ${dayTimeOf(at)}`, en: `by ${dayTimeOf(at)}` });

/** Tubes that a laboratory tests again, the most urgent first. */
export const retests: WorkList = {
  name: 'retests',
  title: { zh: '待复测原管', en: 'Tubes to be tested again' },
  path: () => '/api/lab/v1/retests',
  member: 'retests',
  line: (row: {
    tubeId: string;
    finding: Finding | null;
    owner: { place: string };
    requestedAt: string;
    dueAt: string;
    nextStep: Words;
  }) => ({
    key: row.tubeId,
    what: {
      zh: `${row.tubeId}：${row.finding === null ? '' : findingWords[row.finding].zh}，${due(row.dueAt).zh}`,
      en: `${row.tubeId}: ${row.finding === null ? '' : findingWords[row.finding].en}, ${due(row.dueAt).en}`,
    },
    owner: { zh: `实验室审核员 ${row.owner.place}`, en: `lab supervisor ${row.owner.place}` },
    next: row.nextStep,
    since: row.requestedAt,
  }),
};

/** The same for the supervisor, who says that the second test found the same; another finding is a correction. */
export const retestsToConfirm: WorkList = {
  ...retests,
  line: (row: never, session) => {
    const { tubeId, resultVersion } = row as { tubeId: string; resultVersion: number };
    return {
      ...retests.line(row, session),
      acts: [
        {
          name: { zh: '复测结果相同', en: 'The same again' },
          path: `/api/lab/v1/retests/${tubeId}/confirm`,
          json: { resultVersion },
        },
      ],
    };
  },
};

/** Boxes on their way; those with recollection tubes come first. */
export const comingBoxes: WorkList = {
  name: 'coming-boxes',
  title: { zh: '在途样本箱（复采优先）', en: 'Boxes on their way, recollection tubes first' },
  path: () => '/api/lab/v1/coming-boxes',
  member: 'boxes',
  line: (row: {
    batchId: string;
    siteCode: string;
    sealNumber: string;
    tubes: number;
    priorityTubes: number;
    awaitedTubes: number;
    isPriority: boolean;
    handedAt: string;
  }) => ({
    key: row.batchId,
    what: {
      zh: `${row.isPriority ? `▲ 优先（留观 ${row.awaitedTubes} 管，复采 ${row.priorityTubes} 管） ` : ''}${row.siteCode} 封签 ${row.sealNumber}，${row.tubes} 管`,
      en: `${row.isPriority ? `▲ priority (${row.awaitedTubes} waited for, ${row.priorityTubes} recollection) ` : ''}${row.siteCode} seal ${row.sealNumber}, ${row.tubes} tubes`,
    },
    owner: { zh: '转运员', en: 'courier' },
    next: row.isPriority
      ? { zh: '到达后先清点、先上机', en: 'count and test it before all others' }
      : { zh: '到达后清点', en: 'count it when it is here' },
    since: row.handedAt,
  }),
};

/** Pools at odds with the single tubes of their members. */
export const discordantPools: WorkList = {
  name: 'discordant-pools',
  title: { zh: '混检与单检不一致', en: 'Pools at odds with single tubes' },
  path: ({ campaignId }) => `/api/isolation/v1/discordant-pools${campaignId ? `?campaign=${campaignId}` : ''}`,
  member: 'pools',
  line: (row: {
    escalationId: string;
    tubeId: string;
    persons: number;
    owner: { place: string };
    foundAt: string;
    secondSwabs: { owed: number; asked: number; answered: number };
    nextStep: Words;
  }) => {
    const { owed, asked, answered } = row.secondSwabs;
    return {
      key: row.escalationId,
      what: {
        zh: `${row.tubeId}：${row.persons} 人单检均未检出；第二次采样 待到时 ${owed}、已通知 ${asked}、已出结果 ${answered}`,
        en: `${row.tubeId}: none of ${row.persons} detected alone; second swabs: ${owed} to come, ${asked} asked for, ${answered} answered`,
      },
      owner: { zh: `疾控值班员 ${row.owner.place}`, en: `CDC duty officer ${row.owner.place}` },
      next: row.nextStep,
      since: row.foundAt,
    };
  },
};

const partWords: Readonly<Record<string, Words>> = {
  candidate: { zh: '候选', en: 'candidate' },
  bound: { zh: '登记在管中', en: 'on record in it' },
  rightful: { zh: '实际在管中', en: 'in it in truth' },
};

// Of a swab too many each candidate is a choice of its own; a wrong tube stands or falls as a whole.
function decisionsOf(row: {
  reportId: string;
  kind: string;
  people: readonly { participantId: string; part: string }[];
}): WorkAct[] {
  const path = `/api/batching/v1/binding-reports/${row.reportId}/decide`;
  const options = row.people.map(({ participantId, part }) => {
    const words = partWords[part] ?? { zh: part, en: part };
    return {
      value: participantId,
      name: { zh: `${words.zh} ${tail(participantId)}`, en: `${words.en} ${tail(participantId)}` },
    };
  });
  const isChoice = row.kind === 'unbound-swab' && options.length > 0;
  return [
    {
      ...{ name: { zh: '核定，召回', en: 'Approve, call back' }, path, json: { decision: 'approved' } },
      ...(isChoice ? { among: { member: 'participantIds', options } } : {}),
    },
    { name: { zh: '不成立', en: 'Dismiss' }, path, json: { decision: 'dismissed' } },
  ];
}

/** Tubes that are said to hold other swabs than the record says; a second person decides. */
export const bindingReports: WorkList = {
  name: 'binding-reports',
  title: { zh: '多余拭子与错管（待另一人核定）', en: 'Swabs too many and wrong tubes, for another person to decide' },
  path: ({ campaignId }) => `/api/batching/v1/binding-reports${campaignId ? `?campaign=${campaignId}` : ''}`,
  member: 'reports',
  line: (row: {
    reportId: string;
    kind: 'unbound-swab' | 'wrong-binding';
    tubeId: string;
    specimens: number;
    swabs: number | null;
    people: readonly { participantId: string; part: string }[];
    owner: { place: string };
    reportedAt: string;
    dueAt: string;
    isOverdue: boolean;
    nextStep: Words;
  }) => ({
    key: row.reportId,
    what:
      row.kind === 'unbound-swab'
        ? {
            zh: `${row.tubeId}：登记 ${row.specimens} 人，拭子 ${row.swabs ?? '更多'}；候选 ${row.people.length} 人，${due(row.dueAt).zh}`,
            en: `${row.tubeId}: ${row.specimens} on record, ${row.swabs ?? 'more'} swabs; ${row.people.length} candidates, ${due(row.dueAt).en}`,
          }
        : {
            zh: `${row.tubeId}：登记错管，涉及 ${row.people.length} 人，${due(row.dueAt).zh}`,
            en: `${row.tubeId}: wrong tube, ${row.people.length} people, ${due(row.dueAt).en}`,
          },
    owner: { zh: `站长 ${row.owner.place}`, en: `site manager ${row.owner.place}` },
    next: row.nextStep,
    since: row.reportedAt,
    acts: decisionsOf(row),
  }),
};
