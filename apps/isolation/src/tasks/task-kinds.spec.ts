import { campaignPolicy } from '@lib/contracts/policy';
import { describe, expect, test } from 'vitest';
import type { CampaignRules } from '../subject/subject.js';
import { taskDue, taskKinds } from './task-kinds.js';
import type { TaskKindName } from './task-kinds.js';

const begins = new Date('2026-11-21T08:00:00.000Z');
const under = (more: object = {}, timeScale = 1): CampaignRules => {
  const policy = campaignPolicy.parse({ version: 1, ...more });
  const { recollectionMinutesMax, callBackMinutesMax, alertTakenMinutesMax } = policy;
  const minutes = { recollectionMinutesMax, callBackMinutesMax, alertTakenMinutesMax };
  return { ...minutes, timeScale, policyVersion: 1, policy, pack: null };
};
const minutesOf = (kind: TaskKindName, rules = under()): number =>
  (taskDue(kind, begins, rules).getTime() - begins.getTime()) / 60_000;

// Written down beside the table, and not read from it: whoever changes a clock changes it twice, and says why.
const clocks: readonly [TaskKindName, string, number][] = [
  ['locate', 'community-cadre', 60],
  ['hold', 'community-cadre', 60],
  ['recollect', 'sampling-squad', 120],
  ['single-result', 'cdc-duty', 6 * 60],
  ['order-transfer', 'isolation-officer', 60],
  ['board-vehicle', 'isolation-officer', 90],
  ['admit', 'isolation-officer', 120],
  ['decide-end', 'isolation-officer', 14 * 24 * 60],
  ['report-case', 'cdc-duty', 2 * 60],
  ['verify-report', 'cdc-duty', 2 * 60],
  ['investigate', 'epidemiologist', 24 * 60],
  ['await-result', 'doctor', 6 * 60],
  ['retest', 'lab-supervisor', 6 * 60],
  ['settle-results', 'cdc-duty', 2 * 60],
  ['weigh-redraw', 'cdc-duty', 2 * 60 + 6 * 60 + 2 * 60],
  ['correct-result', 'cdc-duty', 2 * 60],
  ['decide-binding', 'site-manager', 60],
  ['answer-appeal', 'auditor', 24 * 60],
  ['door-knock', 'community-cadre', 60],
  ['urgent-need', 'doctor', 15],
  ['need-urgent', 'doctor', 15],
  ['need-dialysis', 'doctor', 60],
  ['need-pregnancy', 'doctor', 60],
  ['need-medicine', 'doctor', 4 * 60],
  ['need-food', 'community-cadre', 4 * 60],
  ['need-pets', 'community-cadre', 12 * 60],
  ['fever', 'doctor', 15],
  ['breach', 'district-liaison', 2 * 60],
  ['assign-carer', 'district-liaison', 60],
];

describe('the clock of a task', () => {
  test.each(clocks)('%s is owed by %s within %i minutes', (kind, ownerRole, minutes) => {
    expect(taskKinds[kind].ownerRole).toBe(ownerRole);
    expect(minutesOf(kind)).toBe(minutes);
  });

  test('runs as much faster as a drill does, and is never switched off', () => {
    expect(minutesOf('locate', under({}, 60))).toBe(1);
  });

  test('is that of a decree, where one names the kind, and of no other kind', () => {
    const rules = under({ taskMinutes: { admit: 45 } });
    expect([minutesOf('admit', rules), minutesOf('locate', rules)]).toEqual([45, 60]);
  });
});
