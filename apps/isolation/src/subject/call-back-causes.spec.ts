import { campaignPolicy } from '@lib/contracts/policy';
import type { CallBackReason } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { acknowledge, settle } from './case.decider.js';
import { andThen, begin } from './outcome.js';
import { answer, callBack, collect } from './recollection.decider.js';
import { newSubject } from './subject.js';
import type { Detection, Outcome, Subject, Surroundings } from './subject.js';
import { takeOver } from './take.decider.js';

const siteCode = '330105-0001';
const [pool, otherPool, single] = ['21000000001235', '21000000001250', '21000000001243'];
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));
const rules = {
  ...{ timeScale: 1, policyVersion: 3, recollectionMinutesMax: 120, callBackMinutesMax: 240, alertTakenMinutesMax: 15 },
  pack: null,
  policy: campaignPolicy.parse({ version: 3 }),
};

type Step = (subject: Subject, given: Surroundings) => Outcome;

function tell(...steps: readonly Step[]): Outcome {
  let ids = 0;
  return steps.reduce(
    (outcome: Outcome, step, minute) => {
      const given = { at: at(minute + 10), actor: 'duty-1', newId: () => `id-${(ids += 1)}`, rules };
      return andThen(outcome, (subject) => step(subject, given));
    },
    begin(newSubject('campaign', 'person')),
  );
}

/** An alert of a pool that names the person, taken over at once. */
const alarm =
  (escalationId: string, tubeId: string): Step =>
  (subject, given) => {
    const what = {
      finding: 'detected',
      purpose: 'round',
      isSingle: false,
      raisedAt: at(0),
      takenBy: 'duty-1',
    } as const;
    const one: Detection = {
      ...{ escalationId, tubeId, resultVersion: 1, siteCode, orderId: null, withdrawnReason: null },
      ...what,
    };
    const seen = { ...subject, detections: [...subject.detections, one] };
    return andThen(acknowledge(seen, escalationId, given), (known) => takeOver(known, escalationId, given));
  };
const called =
  (reason: CallBackReason, tubeId = pool): Step =>
  (subject, given) =>
    callBack(subject, { tubeId, siteCode, reason, orderId: null }, given);
const draw: Step = (subject, given) => {
  const orderId = subject.orders.find(({ state }) => state === 'open')?.orderId ?? null;
  return collect(subject, { tubeId: single, orderId, siteCode, sealedAt: given.at }, given);
};
const clear: Step = (subject, given) => {
  const orderId = subject.tubes.find(({ tubeId }) => tubeId === single)?.orderId ?? null;
  const result = { version: 1, finding: 'not-detected', isCancelled: false, releasedAt: given.at } as const;
  return answer(subject, { tubeId: single, orderId, siteCode, result }, given);
};

describe('a person in two detected pools', () => {
  const told = tell(alarm('first', pool), alarm('second', otherPool));

  test('has one case and one open order, which serves both and says so', () => {
    expect(told.subject.case?.state).toBe('open');
    expect(told.subject.orders).toMatchObject([
      { cause: 'detected', causeTubeId: pool, alsoFor: [{ cause: 'detected', causeTubeId: otherPool }], state: 'open' },
    ]);
    expect(told.facts.filter(({ kind }) => kind === 'recollection-requested')).toHaveLength(1);
  });

  test('is asked once for both, however often either is told', () => {
    const again = tell(alarm('first', pool), alarm('second', otherPool), alarm('third', otherPool));
    expect(again.subject.orders[0]?.alsoFor).toHaveLength(1);
  });

  test('is cleared of both by one swab', () => {
    const { subject } = tell(alarm('first', pool), alarm('second', otherPool), draw, clear);
    expect(subject.case?.state).toBe('cleared');
    expect(subject.orders).toMatchObject([{ state: 'answered' }]);
  });
});

test('an order is due when the earliest of its causes is', () => {
  const { subject } = tell(called('lost', otherPool), alarm('first', pool));
  expect(subject.orders).toHaveLength(1);
  expect(subject.orders[0]?.dueAt).toEqual(at(11 + 120));
});

describe('the second swab of a discordant pool', () => {
  const asked = [alarm('first', pool), draw, clear, called('pool-discordant')];

  test('is asked for by a call-back, and the case stays cleared', () => {
    const { subject } = tell(...asked);
    expect(subject.case?.state).toBe('cleared');
    expect(subject.callBacks).toMatchObject([{ reason: 'pool-discordant', ownerRole: 'cdc-duty', answeredAt: null }]);
    expect(subject.orders).toMatchObject([{ state: 'answered' }, { cause: 'pool-discordant', state: 'open' }]);
  });

  test('is asked for once', () => {
    const { subject } = tell(...asked, called('pool-discordant'));
    expect(subject.orders).toHaveLength(2);
  });

  const drawRetained: Step = (subject, given) => {
    const orderId = subject.orders.find(({ state }) => state === 'open')?.orderId ?? null;
    const tube = { tubeId: otherPool, orderId, siteCode, sealedAt: given.at, isRetained: true };
    return collect(subject, tube, given);
  };
  const answerRetained: Step = (subject, given) => {
    const [, asked] = subject.orders;
    const result = { version: 1, finding: 'not-detected', isCancelled: false, releasedAt: given.at } as const;
    return answer(subject, { tubeId: otherPool, orderId: asked?.orderId ?? null, siteCode, result }, given);
  };

  test('is not served by the specimen that the site had retained: it is as old as the pool', () => {
    const { subject, history } = tell(...asked, drawRetained, answerRetained);
    expect(subject.orders).toMatchObject([{ state: 'answered' }, { cause: 'pool-discordant', state: 'open' }]);
    expect(subject.callBacks).toMatchObject([{ reason: 'pool-discordant', answeredAt: null }]);
    expect(history.map(({ reason }) => reason)).toContain('specimen-retained');
  });

  test('is served by a fresh one after that', () => {
    const drawFresh: Step = (subject, given) => {
      const orderId = subject.orders.find(({ state }) => state === 'open')?.orderId ?? null;
      return collect(subject, { tubeId: '21000000001268', orderId, siteCode, sealedAt: given.at }, given);
    };
    const { subject } = tell(...asked, drawRetained, drawFresh);
    expect(subject.orders.map(({ state }) => state)).toEqual(['answered', 'collected']);
  });

  test('is asked for although the same tube called the person back before, because it was lost', () => {
    const { subject } = tell(called('lost'), ...asked);
    expect(subject.callBacks.map(({ reason }) => reason)).toEqual(['lost', 'pool-discordant']);
  });
});

describe('a swab that is drawn again because two laboratories differ', () => {
  const found: Step = (subject, given) => {
    const orderId = subject.tubes.find(({ tubeId }) => tubeId === single)?.orderId ?? null;
    const one: Detection = {
      ...{ escalationId: 'verifying', tubeId: single, resultVersion: 1, siteCode, orderId, withdrawnReason: null },
      ...{ finding: 'detected', purpose: 'recollection', isSingle: true, raisedAt: given.at, takenBy: null },
    };
    return acknowledge({ ...subject, detections: [...subject.detections, one] }, 'verifying', given);
  };
  const drawn =
    (tubeId: string, isRetained = false): Step =>
    (subject, given) => {
      const orderId = subject.orders.find(({ state }) => state === 'open')?.orderId ?? null;
      return collect(subject, { tubeId, orderId, siteCode, sealedAt: given.at, isRetained }, given);
    };
  const answered =
    (tubeId: string): Step =>
    (subject, given) => {
      const orderId = subject.tubes.find((one) => one.tubeId === tubeId)?.orderId ?? null;
      const result = { version: 1, finding: 'not-detected', isCancelled: false, releasedAt: given.at } as const;
      return answer(subject, { tubeId, orderId, siteCode, result }, given);
    };
  const withdrawn: Step = (subject, given) => {
    const detections = subject.detections.map((one) => ({ ...one, withdrawnReason: 'clerical' }));
    return settle({ ...subject, detections }, given);
  };
  const redrawn = '21000000001268';
  const asked = [alarm('first', pool), draw, found, called('results-differ', single)];
  const states = (...steps: readonly Step[]) => tell(...steps).subject.orders.map(({ state }) => state);

  test('is one open order within the two hours of any single swab; the case and its tube stay as they were', () => {
    const { subject } = tell(...asked);
    expect(subject.case?.state).toBe('verified');
    expect(subject.orders).toMatchObject([{ state: 'collected' }, { cause: 'results-differ', state: 'open' }]);
    expect(subject.orders[1]?.dueAt).toEqual(at(13 + 120));
    expect(subject.callBacks).toMatchObject([{ reason: 'results-differ', ownerRole: 'cdc-duty' }]);
  });

  test('is not served by what the site had retained, and clears nobody by itself', () => {
    expect(states(...asked, drawn(otherPool, true), answered(otherPool))).toEqual(['collected', 'open']);
    const { subject } = tell(...asked, drawn(redrawn), answered(redrawn));
    expect(subject.orders.map(({ state }) => state)).toEqual(['collected', 'answered']);
    expect(subject.case?.state).toBe('verified');
  });

  test('is asked for again only by a decision that comes after its answer', () => {
    const again = called('results-differ', single);
    expect(states(...asked, again)).toEqual(['collected', 'open']);
    expect(states(...asked, drawn(redrawn), again)).toEqual(['collected', 'collected']);
    expect(states(...asked, drawn(redrawn), answered(redrawn), again)).toEqual(['collected', 'answered', 'open']);
  });

  test('is needless once the laboratory takes the results back', () => {
    const { subject } = tell(...asked, withdrawn);
    expect(subject.case?.state).toBe('revoked');
    expect(subject.orders.map(({ state }) => state)).toEqual(['collected', 'cancelled']);
  });
});

describe('a person whose swab is in another tube than the record says', () => {
  test('is called back, and what that tube said neither clears nor answers', () => {
    const before = [alarm('first', pool), draw, clear];
    expect(tell(...before).subject.case?.state).toBe('cleared');
    const { subject } = tell(...before, called('wrong-binding', single));
    expect(subject.case?.state).toBe('open');
    expect(subject.orders.map(({ state }) => state)).toEqual(['failed', 'open']);
    expect(subject.callBacks).toMatchObject([{ reason: 'wrong-binding', ownerRole: 'site-manager' }]);
  });
});

test('a swab too many calls somebody back whose own tube has an answer, and that answer takes nothing back', () => {
  const { subject } = tell(called('unbound-swab'), (known, given) => {
    const result = { version: 1, finding: 'not-detected', isCancelled: false, releasedAt: given.at } as const;
    return answer(known, { tubeId: pool, orderId: null, siteCode, result }, given);
  });
  expect(subject.case).toBeNull();
  expect(subject.orders).toMatchObject([{ cause: 'unbound-swab', state: 'open' }]);
});

test('a retained specimen that serves an order and fails has the person called after all', () => {
  const lost: Step = (subject, given) => {
    const orderId = subject.tubes.find(({ tubeId }) => tubeId === single)?.orderId ?? null;
    return callBack(subject, { tubeId: single, siteCode, reason: 'lost', orderId }, given);
  };
  const { subject } = tell(alarm('first', pool), draw, lost);
  expect(subject.orders.map(({ state }) => state)).toEqual(['failed', 'open']);
  expect(subject.case?.state).toBe('open');
});
