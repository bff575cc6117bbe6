import { readDutyList, takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { describe, expect, test } from 'vitest';
import { nextRungAt } from './ladder.decider.js';
import { alertBeat, roleOn } from './roster.decider.js';

const openedAt = new Date('2026-11-21T08:00:00.000Z');
const roleDueAt = (rung: number) => roleOn(alertBeat('330105'), rung);
const policy = { ladderSeconds: [60, 300, 900], timeScale: 1 };

describe('the ladder of an alert', () => {
  test('climbs after each silence that the policy names, counted from the opening', () => {
    expect(nextRungAt(openedAt, 0, policy)).toEqual(new Date('2026-11-21T08:01:00.000Z'));
    expect(nextRungAt(openedAt, 1, policy)).toEqual(new Date('2026-11-21T08:05:00.000Z'));
    expect(nextRungAt(openedAt, 2, policy)).toEqual(new Date('2026-11-21T08:15:00.000Z'));
  });

  test('ends at the last rung', () => {
    expect(nextRungAt(openedAt, 3, policy)).toBeNull();
  });

  test('runs faster in a drill, and is never switched off', () => {
    expect(nextRungAt(openedAt, 0, { ...policy, timeScale: 60 })).toEqual(new Date('2026-11-21T08:00:01.000Z'));
  });

  test('names somebody at every rung', () => {
    expect([0, 1, 2, 3, 9].map(roleDueAt)).toEqual([
      'cdc-duty',
      'isolation-officer',
      'district-liaison',
      'command-centre',
      'command-centre',
    ]);
  });
});

test('whoever is due may see the duty list and take an alert over, on every rung', () => {
  for (let rung = 0; rung < 5; rung += 1) {
    expect(readDutyList.roles).toContain(roleDueAt(rung));
    expect(takeAlert.roles).toContain(roleDueAt(rung));
  }
});
