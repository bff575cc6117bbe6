import type { CampaignRules } from '../subject/subject.js';
import { minutesAfter } from '../subject/subject.js';
import { careKinds } from './care-kinds.js';
import type { TaskKind } from './task-kind.js';

const after = (minutes: number) => () => minutes;

/** Every kind of task. One line each: owner, clock with its source, what ends it, and its name in both languages. */
export const taskKinds = {
  // The steps of a case (isEdge). 60 min to reach a person and 2 h to move them: domain R38, R40.
  locate: {
    ...{ ownerRole: 'community-cadre', minutes: after(60), isEdge: true, finishedBy: 'act' },
    ...{ zh: '联系本人', en: 'reach the person' },
  },
  hold: {
    ...{ ownerRole: 'community-cadre', minutes: after(60), isEdge: true, finishedBy: 'act' },
    ...{ zh: '就地管控', en: 'keep the person where they are' },
  },
  recollect: {
    ownerRole: 'sampling-squad',
    minutes: ({ recollectionMinutesMax }) => recollectionMinutesMax,
    ...{ isEdge: true, finishedBy: 'fact', zh: '单管复采', en: 'take a single specimen' },
  },
  'single-result': {
    ...{ ownerRole: 'cdc-duty', minutes: after(360), isEdge: true, finishedBy: 'fact' },
    ...{ zh: '单管复核出结果', en: 'get the result of the single tube' },
  },
  'order-transfer': {
    ...{ ownerRole: 'isolation-officer', minutes: after(60), isEdge: true, finishedBy: 'act' },
    ...{ zh: '下达转运单', en: 'order the transfer' },
  },
  'board-vehicle': {
    ...{ ownerRole: 'isolation-officer', minutes: after(90), isEdge: true, finishedBy: 'act' },
    ...{ zh: '上车', en: 'bring the person into the vehicle' },
  },
  admit: {
    ...{ ownerRole: 'isolation-officer', minutes: after(120), isEdge: true, finishedBy: 'act' },
    ...{ zh: '入住', en: 'admit the person' },
  },
  // 14 days: what an infection without symptoms was observed for (domain R42), before somebody must say how it ends.
  'decide-end': {
    ...{ ownerRole: 'isolation-officer', minutes: after(20_160), isEdge: true, finishedBy: 'own-route' },
    ...{ outcomes: ['discharged', 'handed-over'], zh: '判定解除', en: 'decide how the case ends' },
  },
  // The house says who may be clear; whether they are, a doctor reads off the laboratory's report. The clock is ours.
  'decide-discharge': {
    ...{ ownerRole: 'doctor', minutes: after(240), finishedBy: 'own-route' },
    ...{ outcomes: ['stays'], zh: '研判出院', en: 'decide whether an infected person may leave' },
  },
  // Somebody goes to the door: calls reached nobody, or a notice was not delivered. The subject is the participant's id; of
  // a visit that tells a verified result it is the case's, so that no other visit is taken for that one.
  'door-knock': {
    ...{ ownerRole: 'community-cadre', minutes: after(60), finishedBy: 'own-route' },
    ...{ outcomes: ['found', 'declines', 'nobody-there', 'moved-away'], zh: '上门告知', en: 'knock at the door' },
  },
  // A verified result is told by a person before any letter (issue 4, item 5); an hour: domain R38. Whom no call reaches is visited.
  'tell-verified': {
    ...{ ownerRole: 'isolation-officer', minutes: after(60), finishedBy: 'own-route' },
    ...{ outcomes: ['told', 'nobody-reached'], zh: '电话告知复核结果', en: 'tell the person by telephone' },
  },
  // Somebody on the line said that they need care now; it never waits for anything (settled 13).
  'urgent-need': {
    ...{ ownerRole: 'doctor', minutes: after(15), finishedBy: 'own-route' },
    ...{ outcomes: ['helped', 'ambulance', 'no-need'], zh: '紧急需求', en: 'see to an urgent need' },
  },
  // An objection is answered before its instant (settled 12); the clock is the appeal's own. The subject is the appeal's id.
  'answer-appeal': {
    ...{ ownerRole: 'auditor', minutes: after(1_440), finishedBy: 'act' },
    ...{ zh: '答复异议', en: 'answer an objection' },
  },
  // Calls without suspicion; the clock of each comes with its call-back.
  'call-back': {
    ownerRole: 'cdc-duty',
    minutes: ({ callBackMinutesMax }) => callBackMinutesMax,
    ...{ finishedBy: 'fact', zh: '召回重采', en: 'have the person give another specimen' },
  },
  'second-swab': {
    ownerRole: 'cdc-duty',
    minutes: ({ secondSwabHoursMax }) => secondSwabHoursMax * 60,
    ...{ finishedBy: 'fact', zh: '间隔后第二次采样', en: 'have the second swab taken when its time has come' },
  },
  'decide-binding': {
    ownerRole: 'site-manager',
    minutes: ({ bindingDecisionMinutesMax }) => bindingDecisionMinutesMax,
    ...{ finishedBy: 'fact', zh: '核定多余拭子或错管', en: 'decide about a swab too many, or a wrong tube' },
  },
  retest: {
    ownerRole: 'lab-supervisor',
    minutes: ({ retestHoursMax }) => retestHoursMax * 60,
    ...{ finishedBy: 'fact', zh: '复测原管', en: 'have the tube of the pool tested again' },
  },
  // What is owed to a person in isolation: calls, temperatures, swabs, needs
  ...careKinds,
  // Somebody waits in a single room for this tube (orders 17, 18); overdue means that they went and the result is owed.
  'await-result': {
    ownerRole: 'doctor',
    minutes: ({ awaitResultHoursMax }) => awaitResultHoursMax * 60,
    ...{ finishedBy: 'fact', zh: '留观等待结果', en: 'get the result that somebody waits for' },
  },
  // Somebody waited for a tube that is not theirs: their own result is owed, and no laboratory knows it. Our own setting.
  'find-own-tube': {
    ...{ ownerRole: 'doctor', minutes: after(30), finishedBy: 'own-route' },
    outcomes: ['drawn-anew', 'left'],
    ...{ zh: '核对本人的单采试管', en: 'find the person’s own single tube' },
  },
  // A second laboratory confirms (order 32, domain R31); both clocks are our own setting.
  'refer-specimen': {
    ...{ ownerRole: 'cdc-duty', minutes: after(240), finishedBy: 'fact' },
    ...{ zh: '送第二实验室复核', en: 'send the specimen to a second laboratory' },
  },
  'settle-results': {
    ...{ ownerRole: 'cdc-duty', minutes: after(120), finishedBy: 'fact' },
    ...{ zh: '裁定两家结果不一致', en: 'decide on two results that contradict each other' },
  },
  // Drawn again: swab (its own clock), 6 h for its result (domain R38), and the 2 h of any such decision. Only a person says it.
  'weigh-redraw': {
    ownerRole: 'cdc-duty',
    minutes: ({ recollectionMinutesMax }) => recollectionMinutesMax + 480,
    ...{ finishedBy: 'own-route', outcomes: ['first-stands', 'first-is-wrong'] },
    ...{ zh: '重采出结果后裁定原结果', en: 'once drawn again, decide whether the first result stands' },
  },
  // The first result does not stand: duty sees to it that two people of its laboratory correct it, and is seen to have it;
  // laboratories read no tasks about people. The clock is ours.
  'correct-result': {
    ...{ ownerRole: 'cdc-duty', minutes: after(120), finishedBy: 'fact' },
    ...{ zh: '督促第一实验室更正结果', en: 'have the first laboratory correct its result' },
  },
  // The report of a verified case: domain R39 (2 h, verified within 2 h, investigated within 24 h).
  'report-case': {
    ...{ ownerRole: 'cdc-duty', minutes: after(120), finishedBy: 'act' },
    ...{ zh: '网络直报', en: 'report the case to the national network' },
  },
  'verify-report': {
    ...{ ownerRole: 'cdc-duty', minutes: after(120), finishedBy: 'act' },
    ...{ zh: '审核报告', en: 'check the report' },
  },
  investigate: {
    ...{ ownerRole: 'epidemiologist', minutes: after(1_440), finishedBy: 'act' },
    ...{ zh: '个案流调', en: 'investigate the case' },
  },
  'withdraw-report': {
    ...{ ownerRole: 'cdc-duty', minutes: after(120), finishedBy: 'act' },
    ...{ zh: '订正已报告的个案', en: 'withdraw a report that no longer holds' },
  },
} as const satisfies Readonly<Record<string, TaskKind>>;

export type TaskKindName = keyof typeof taskKinds;

/** The kinds by a name that came from a row; undefined for one that this version does not know. */
export const taskKindOf = (name: string): TaskKind | undefined =>
  Object.hasOwn(taskKinds, name) ? taskKinds[name as TaskKindName] : undefined;

/** In: a kind, when its clock begins, and the campaign's rules. Out: the instant by which it is due, in the campaign's own time. */
export function taskDue(name: TaskKindName, beginsAt: Date, rules: CampaignRules): Date {
  const minutes = rules.policy.taskMinutes[name] ?? (taskKinds[name] as TaskKind).minutes(rules.policy);
  return minutesAfter(beginsAt, minutes, rules);
}
