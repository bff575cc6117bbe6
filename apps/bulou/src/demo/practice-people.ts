import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { systemClock } from '@lib/platform';
import { dutyRoles } from '@lib/vocabulary';
import { admin } from './callers.js';
import { takeDistrictOver } from './duty-roster.js';
import type { PracticeRound } from './practice-round.js';

export interface ResidentLinks {
  readonly negative: string;
  readonly waiting: string;
  readonly calledBack: string;
  readonly tubeLost: string;
}

function staffOf(round: PracticeRound, dutyDistrict: string | undefined): PracticePerson[] {
  const [site] = round.sites;
  const device = round.recollectionDevices.find((candidate) => candidate.siteCode === site?.siteCode);
  const siteCode = site?.siteCode ?? '';
  const district = siteCode.slice(0, 6);
  const lab = round.labs[0];
  return [
    {
      key: 'sampler',
      zh: '采样员',
      en: 'sampler',
      role: 'sampler',
      scope: { site: siteCode, ...(device ? { device: device.deviceId, shift: device.shiftId } : {}) },
      page: '/sampler',
    },
    {
      key: 'site-manager',
      zh: '站长',
      en: 'site manager',
      role: 'site-manager',
      scope: { site: siteCode, district },
      page: '/console',
    },
    { key: 'lab', zh: '检验员', en: 'lab technician', role: 'lab', scope: { lab }, page: '/console' },
    {
      key: 'lab-supervisor',
      zh: '实验室审核员',
      en: 'lab supervisor',
      role: 'lab-supervisor',
      scope: { lab },
      page: '/console',
    },
    {
      key: 'duty',
      zh: '疾控值班员',
      en: 'CDC duty officer',
      role: 'cdc-duty',
      scope: { district: dutyDistrict ?? district },
      page: '/console',
    },
    // Who works on the same people as the duty officer, in the same district.
    ...inDistrict(dutyDistrict ?? district),
    { key: 'wall', zh: '指挥部', en: 'command centre', role: 'command-centre', scope: {}, page: '/wall' },
  ];
}

const inDistrict = (district: string): PracticePerson[] =>
  (
    [
      ['officer', '隔离专班', 'isolation officer', 'isolation-officer'],
      ['squad', '急采队', 'sampling squad', 'sampling-squad'],
      ['cadre', '社区干部', 'community cadre', 'community-cadre'],
      ['doctor', '医生', 'doctor', 'doctor'],
      ['epidemiologist', '流调员', 'epidemiologist', 'epidemiologist'],
    ] as const
  ).map(([key, zh, en, role]) => ({ key, zh, en, role, scope: { district }, page: '/console' }));

/** Puts the people of the practice round on the door page: staff by role, and four residents with four different days. */
export async function showPracticePeople(
  round: PracticeRound,
  links: Partial<ResidentLinks>,
  /** Where alerts were raised: a duty officer with an empty list has nothing to try. */
  dutyDistrict: string | undefined,
): Promise<void> {
  const words: Record<keyof ResidentLinks, { key: string; zh: string; en: string }> = {
    negative: { key: 'resident-negative', zh: '居民：已出阴性', en: 'resident: negative' },
    waiting: { key: 'resident-waiting', zh: '居民：等待结果', en: 'resident: waiting' },
    calledBack: { key: 'resident-called-back', zh: '居民：需要复采', en: 'resident: called back' },
    tubeLost: { key: 'resident-tube-lost', zh: '居民：样本遗失', en: 'resident: tube lost' },
  };
  const residents = Object.entries(links).map(
    ([day, participant]): PracticePerson => ({
      ...words[day as keyof ResidentLinks],
      role: 'resident',
      scope: { participant },
      page: '/resident',
    }),
  );
  const staff = staffOf(round, dutyDistrict);
  await round.client.ask(admin, {
    method: 'PUT',
    path: '/api/gateway/v1/practice/people',
    json: { campaignId: round.campaignId, people: [...staff, ...residents] },
  });
  const onDuty = staff.filter(({ role, scope }) => scope.site === undefined && dutyRoles.some((one) => one === role));
  const district = onDuty.find(({ scope }) => scope.district !== undefined)?.scope.district;
  if (district === undefined) return;
  const ofDistrict = onDuty.filter(({ scope }) => scope.district === district);
  await takeDistrictOver(round.client, district, ofDistrict, systemClock.now().getTime());
}
