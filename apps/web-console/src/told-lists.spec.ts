import { describe, expect, test, vi } from 'vitest';
import { dispatches } from './people-lists.js';
import { bindingReports, retestsToConfirm } from './recall-lists.js';
import { withdrawn } from './told-lists.js';
import { workLists } from './work-lists.js';

// The shared parts of the screens hold components; a list of lines needs their words of time only.
vi.mock('@lib/screens', () => ({ dayTimeOf: (at: string) => at }));

const correction = {
  ...{ tubeId: '97000000000017', siteCode: '990101-0001', finding: 'detected', resultVersion: 1 },
  ...{ withdrawnAt: '2026-11-22T05:00:00.000Z', withdrawnBy: 'supervisor-2', people: 10, revoked: 9, goOn: 1 },
  ...{ told: 9, delivered: 9, failed: 0, waiting: 0 },
};
const session = { actor: 'cadre-1', role: 'community-cadre', scope: {}, campaignId: null, isLocal: true };
const lineOf = (row: object) => withdrawn.line(row as never, session);

describe('the list of withdrawn detections', () => {
  test('says which tube, who took it back, how many people it had named and how many of them go on', () => {
    const { what, owner, next } = lineOf(correction);
    expect(what.zh).toMatch(/000017.*撤回.*10 人.*解除 9.*继续 1/);
    expect(owner.zh).toBe('supervisor-2');
    expect(next.zh).toBe('已致歉 9，已送达 9');
  });

  test('marks whoever was not told yet, or could not be told', () => {
    const { zh, en } = lineOf({ ...correction, delivered: 7, failed: 2, waiting: 3 }).next;
    expect(zh).toMatch(/▲ 未送达 2.*▲ 尚未告知 3/);
    expect(en).toMatch(/▲ 2 not delivered.*▲ 3 not told yet/);
    expect(lineOf(correction).next.zh).not.toContain('▲');
  });

  test.each(['cdc-duty', 'auditor'])('is one of those of %s', (role) => {
    expect(workLists[role]).toContain(withdrawn);
  });
});

describe('a report about a tube', () => {
  const report = {
    ...{ reportId: 'r-1', tubeId: '97000000000017', specimens: 9, swabs: 10, owner: { place: '990101-0001' } },
    ...{ reportedAt: correction.withdrawnAt, dueAt: correction.withdrawnAt, isOverdue: false },
    nextStep: { zh: '核定', en: 'decide' },
    people: [
      { participantId: 'aaaaaa111111', part: 'candidate' },
      { participantId: 'bbbbbb222222', part: 'candidate' },
    ],
  };
  const actsOf = (kind: string) => bindingReports.line({ ...report, kind } as never, session).acts ?? [];

  test('lets whoever approves a swab too many choose among the candidates, and whoever dismisses choose nobody', () => {
    const [approve, dismiss] = actsOf('unbound-swab');
    expect(approve?.json).toEqual({ decision: 'approved' });
    expect(approve?.among?.member).toBe('participantIds');
    expect(approve?.among?.options.map(({ value }) => value)).toEqual(['aaaaaa111111', 'bbbbbb222222']);
    expect(dismiss?.json).toEqual({ decision: 'dismissed' });
    expect(dismiss?.among).toBeUndefined();
  });

  test('of a wrong tube stands or falls as a whole', () => {
    expect(actsOf('wrong-binding').map(({ among }) => among)).toEqual([undefined, undefined]);
  });
});

test('a second test is confirmed for the version that was asked for', () => {
  const row = {
    ...{ tubeId: '97000000000017', resultVersion: 3, finding: null, owner: { place: 'LAB-DRILL1' } },
    ...{ requestedAt: correction.withdrawnAt, dueAt: correction.withdrawnAt, nextStep: { zh: '', en: '' } },
  };
  expect(retestsToConfirm.line(row as never, session).acts).toMatchObject([{ json: { resultVersion: 3 } }]);
});

describe('a dispatch', () => {
  const row = {
    ...{ dispatchId: 'd', words: { zh: '急采队出动', en: 'sampling squad' }, tubeId: null, siteCode: '330105-0001' },
    ...{ divisionCode: null, openedAt: '2026-11-22T08:00:00.000Z', rung: 0, nextRungAt: null, version: 2 },
    ...{ deliveredAt: null, offer: null },
    ...{ owner: { role: 'sampling-squad', person: null }, roles: ['sampling-squad', 'cdc-duty'] },
  };
  const actsOf = (more: object, as = session) => dispatches.line({ ...row, ...more } as never, as).acts;

  test('is offered to whomever its ladder calls, and to nobody else who sees it', () => {
    expect(actsOf({})).toEqual([]);
    expect(actsOf({ roles: ['community-cadre'] })).toMatchObject([{ json: { expectedVersion: 2 } }]);
    expect(actsOf({}, { ...session, role: 'cdc-duty' })).toHaveLength(1);
  });

  test('says whether it is known to have reached anybody, and when', () => {
    const nextOf = (more: object) => dispatches.line({ ...row, ...more } as never, session).next.en;
    expect(nextOf({})).toContain('not known to have reached anybody');
    expect(nextOf({ deliveredAt: '2026-11-22T08:01:00.000Z' })).toMatch(/^reached somebody at /);
  });

  test('that was offered to somebody is theirs to accept, and nobody’s to take', () => {
    const toMe = { role: 'community-cadre', person: 'cadre-1' };
    expect(actsOf({ offer: toMe })).toMatchObject([{ path: '/api/notification/v1/dispatches/d/accept' }]);
    expect(actsOf({ offer: { ...toMe, person: null } })).toHaveLength(1);
    expect(actsOf({ roles: ['community-cadre'], offer: { ...toMe, person: 'cadre-2' } })).toEqual([]);
  });
});
