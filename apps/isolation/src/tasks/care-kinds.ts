import type { TaskKind } from './task-kind.js';

const after = (minutes: number) => () => minutes;
const ofCadre = { ownerRole: 'community-cadre', finishedBy: 'act' } as const;
const ofDoctor = { ownerRole: 'doctor', finishedBy: 'act' } as const;

/**
 * What is owed to a person in isolation. A call and a temperature are due at the end of their part of the day; the other
 * clocks are ours, the shortest for what cannot wait.
 */
export const careKinds = {
  call: { ...ofCadre, minutes: after(240), zh: '电话随访', en: 'call the person' },
  temperature: { ...ofDoctor, minutes: after(360), zh: '体温记录', en: 'record the temperature' },
  'test-day': {
    ...{ ownerRole: 'community-cadre', minutes: after(1_440), finishedBy: 'fact' },
    ...{ zh: '按期检测', en: 'take the swab of a test day' },
  },
  'test-missed': { ...ofCadre, minutes: after(240), zh: '漏检补采', en: 'a test day was missed: take it now' },
  'accept-care': {
    ...{ ownerRole: 'community-cadre', minutes: after(60), finishedBy: 'act' },
    ...{ zh: '接受包保', en: 'accept to look after the person' },
  },
  'assign-carer': {
    ...{ ownerRole: 'district-liaison', minutes: after(60), finishedBy: 'act' },
    ...{ zh: '无人可包保，请指派', en: 'nobody is free: find a cadre or a doctor' },
  },
  'enter-stage': {
    ...{ ownerRole: 'isolation-officer', minutes: after(240), finishedBy: 'own-route' },
    ...{ zh: '转换隔离地点', en: 'bring the person to the place of this stage' },
  },
  'need-urgent': { ...ofDoctor, finishedBy: 'own-route', minutes: after(15), zh: '急救', en: 'urgent care' },
  'need-dialysis': { ...ofDoctor, finishedBy: 'own-route', minutes: after(60), zh: '安排透析', en: 'dialysis' },
  'need-pregnancy': {
    ...ofDoctor,
    finishedBy: 'own-route',
    minutes: after(60),
    zh: '孕产照护',
    en: 'pregnancy or birth',
  },
  'need-medicine': { ...ofDoctor, finishedBy: 'own-route', minutes: after(240), zh: '送药', en: 'medicine' },
  'need-food': { ...ofCadre, finishedBy: 'own-route', minutes: after(240), zh: '送食品', en: 'food' },
  'need-pets': { ...ofCadre, finishedBy: 'own-route', minutes: after(720), zh: '照看宠物', en: 'look after pets' },
  'need-other': { ...ofCadre, finishedBy: 'own-route', minutes: after(720), zh: '其他需要', en: 'another need' },
  symptoms: {
    ...ofDoctor,
    finishedBy: 'own-route',
    minutes: after(120),
    zh: '有症状，请诊视',
    en: 'symptoms: see the person',
  },
  fever: { ...ofDoctor, minutes: after(15), zh: '发热处置', en: 'decide about a fever' },
  'fever-clinic': {
    ...{ ownerRole: 'isolation-officer', minutes: after(60), finishedBy: 'own-route' },
    ...{ zh: '120转运至发热门诊', en: 'ambulance to a fever clinic' },
  },
  breach: {
    ...{ ownerRole: 'district-liaison', minutes: after(120), finishedBy: 'own-route' },
    ...{ zh: '违规移交公安联络人', en: 'hand a breach to the police liaison' },
  },
  'sign-release': { ...ofDoctor, minutes: after(1_440), zh: '签署解除', en: 'sign the release' },
  'release-look-out': {
    ...{ ownerRole: 'cdc-duty', minutes: after(1_440), finishedBy: 'own-route' },
    ...{ zh: '已解除但缺检测，请留意', en: 'free with a test missing: look out' },
  },
} as const satisfies Readonly<Record<string, TaskKind>>;
