import { systemIds } from '@lib/platform';
import type { Actor } from '@lib/platform';
import type { Role } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { accept, decline, isSeenBy, offer, requireDoer, requireEnd, requireSeen, take } from './task.decider.js';
import type { Task } from './task.js';

const at = new Date('2026-11-22T08:00:00Z');
const who = (id: string, role: Role): Actor => ({ id, role, scope: { district: '330105' } });
const duty = who('duty-1', 'cdc-duty');
const cadre = who('cadre-1', 'community-cadre');
const otherCadre = who('cadre-2', 'community-cadre');
const doctor = who('doctor-1', 'doctor');
const task = (part: Partial<Task> = {}): Task => ({
  ...{ taskId: systemIds.uuid7(), kind: 'door-knock', subject: 'a person', sequence: 1 },
  ...{ campaignId: systemIds.uuid7(), participantId: systemIds.uuid4(), caseId: null },
  ...{ siteCode: '330105-0001', districtCode: '330105', labCode: null, ownerRole: 'community-cadre' },
  ...{ ownerPerson: null, takenAt: null, offer: null, state: 'open', detail: {}, policyVersion: 1 },
  ...{
    openedAt: at,
    beginsAt: at,
    dueAt: at,
    overdueLevel: 0,
    outcome: null,
    endedAt: null,
    endedBy: null,
    version: 3,
  },
  ...part,
});
const of = (actor: Actor) => task({ ownerPerson: actor.id, takenAt: at, ownerRole: actor.role });

describe('a task that nobody has', () => {
  test('is taken by its role, or by an overseer', () => {
    expect(take(task(), cadre, at)).toMatchObject({ ownerPerson: 'cadre-1', takenAt: at });
    expect(take(task(), duty, at)).toMatchObject({ ownerPerson: 'duty-1', ownerRole: 'community-cadre' });
  });

  test('is not taken by another role', () => {
    expect(() => take(task(), doctor, at)).toThrow('TASK_NOT_YOURS');
  });
});

describe('the act of a task', () => {
  test('is done by whoever has it; while nobody has it by its role or an overseer', () => {
    expect(() => requireDoer(of(cadre), cadre)).not.toThrow();
    expect(() => requireDoer(task(), otherCadre)).not.toThrow();
    expect(() => requireDoer(task(), duty)).not.toThrow();
  });

  test('is not done by anybody else, nor a second time', () => {
    expect(() => requireDoer(of(cadre), otherCadre)).toThrow('TASK_CHANGED');
    expect(() => requireDoer(of(cadre), duty)).toThrow('TASK_CHANGED');
    expect(() => requireDoer(task(), doctor)).toThrow('TASK_NOT_YOURS');
    expect(() => requireDoer(task({ state: 'done', ownerPerson: cadre.id, takenAt: at }), cadre)).toThrow('TASK_OVER');
  });
});

describe('a task that somebody has', () => {
  test('is not taken from them, and the refusal says who has it', () => {
    expect(() => take(of(cadre), duty, at)).toThrow('TASK_CHANGED');
    const refused = (() => {
      try {
        return take(of(cadre), otherCadre, at);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toMatchObject({ code: 'TASK_CHANGED', detail: { owner: 'cadre-1', version: 3 } });
  });

  test('stays theirs while it is offered, and changes hands only when it is accepted', () => {
    const offered = offer(of(cadre), { toPerson: 'doctor-1' }, cadre, at);
    expect(offered).toMatchObject({ ownerPerson: 'cadre-1', offer: { toPerson: 'doctor-1', by: 'cadre-1' } });
    expect(accept(offered, doctor, at)).toMatchObject({ ownerPerson: 'doctor-1', ownerRole: 'doctor', offer: null });
  });

  test('is accepted by nobody but whom it is offered to', () => {
    const offered = offer(of(cadre), { toPerson: 'cadre-2' }, cadre, at);
    expect(() => accept(offered, doctor, at)).toThrow('TASK_NOT_YOURS');
    expect(() => accept(of(cadre), doctor, at)).toThrow('TASK_NOT_OFFERED');
    expect(accept(offer(of(cadre), { toRole: 'doctor' }, cadre, at), doctor, at).ownerPerson).toBe('doctor-1');
  });

  test('is offered by its owner or an overseer, and by nobody else', () => {
    expect(() => offer(of(cadre), { toRole: 'doctor' }, otherCadre, at)).toThrow('TASK_NOT_YOURS');
    expect(offer(of(cadre), { toPerson: 'cadre-2' }, duty, at)).toMatchObject({ ownerPerson: 'cadre-1' });
  });

  test('stays where it is when the offer is declined or taken back, and by nobody else’s word', () => {
    const offered = offer(of(cadre), { toPerson: 'cadre-2' }, cadre, at);
    for (const by of [otherCadre, cadre]) {
      expect(decline(offered, by)).toMatchObject({ ownerPerson: 'cadre-1', offer: null });
    }
    expect(() => decline(offered, doctor)).toThrow('TASK_NOT_YOURS');
  });
});

describe('a task ends by word', () => {
  test('of its owner alone, with an outcome of its kind', () => {
    expect(() => requireEnd(of(cadre), 'found', cadre)).not.toThrow();
    expect(() => requireEnd(of(cadre), 'found', otherCadre)).toThrow('TASK_NOT_YOURS');
    expect(() => requireEnd(of(cadre), 'done', cadre)).toThrow('TASK_OUTCOME_UNKNOWN');
  });

  test('only where no act and no fact ends it', () => {
    for (const kind of ['recollect', 'admit', 'locate'] as const) {
      expect(() => requireEnd({ ...of(cadre), kind }, 'done', cadre)).toThrow('TASK_ENDS_BY_ITS_ACT');
    }
  });

  test('once', () => {
    const over: Task = { ...of(cadre), state: 'done', outcome: 'found', endedAt: at, endedBy: 'cadre-1' };
    expect(() => requireEnd(over, 'found', cadre)).toThrow('TASK_OVER');
    expect(() => take(over, cadre, at)).toThrow('TASK_OVER');
  });
});

test('whoever acts on an older version is told to look again', () => {
  expect(() => requireSeen(task(), 2)).toThrow('TASK_CHANGED');
  expect(() => requireSeen(task(), 3)).not.toThrow();
});

test('a task is on the list of its role while nobody has it, of its owner, of whom it is offered to, and of overseers', () => {
  expect([cadre, duty, doctor].map((one) => isSeenBy(task(), one))).toEqual([true, true, false]);
  expect([cadre, otherCadre, duty].map((one) => isSeenBy(of(cadre), one))).toEqual([true, false, true]);
  expect(isSeenBy(offer(of(cadre), { toPerson: 'doctor-1' }, cadre, at), doctor)).toBe(true);
});
