import { campaignPolicy } from '@lib/contracts/policy';
import type { Finding } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { acknowledge } from './case.decider.js';
import { answer, collect } from './recollection.decider.js';
import { newSubject } from './subject.js';
import type { Detection, Order, Outcome, Subject, Surroundings } from './subject.js';

const siteCode = '330105-0001';
const pool = '21000000001235';
const single = '21000000001243';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));
const rules = {
  ...{ timeScale: 1, policyVersion: 3, recollectionMinutesMax: 120, callBackMinutesMax: 240, alertTakenMinutesMax: 15 },
  policy: campaignPolicy.parse({ version: 3 }),
  pack: null,
};
const given: Surroundings = { at: at(30), actor: 'duty-1', newId: () => 'own-2', rules };

const alarm = { escalationId: 'e-1', tubeId: pool, resultVersion: 1, siteCode, raisedAt: at(0), withdrawnReason: null };
const ofPool: Detection = {
  ...alarm,
  ...{ finding: 'detected', purpose: 'round', isSingle: false, orderId: null, takenBy: 'duty-1' },
};
const first: Order = {
  ...{ orderId: 'own-1', cause: 'detected', causeTubeId: pool, siteCode, requestedAt: at(2), dueAt: at(122) },
  ...{ alsoFor: [], requestedBy: 'duty-1', policyVersion: 3, state: 'open' },
};
/** A person whose alarm was taken, and who is called for a swab. */
const held: Subject = {
  ...newSubject('campaign', 'person'),
  case: { caseId: 'c-1', escalationId: 'e-1', siteCode, state: 'open', openedAt: at(1), version: 1 },
  detections: [ofPool],
  orders: [first],
};

const onOrder = (orderId: string | null) => ({ tubeId: single, orderId, siteCode });
const sealed = (subject: Subject, orderId: string | null): Outcome =>
  collect(subject, { ...onOrder(orderId), sealedAt: at(10) }, given);
const released = (subject: Subject, orderId: string | null, finding: Finding): Outcome =>
  answer(
    sealed(subject, orderId).subject,
    { ...onOrder(orderId), result: { version: 1, finding, isCancelled: false, releasedAt: at(20) } },
    given,
  );
const detected = (orderId: string | null): Outcome => {
  const one = { ...ofPool, escalationId: 'e-2', tubeId: single, raisedAt: at(15), takenBy: null, orderId };
  const again: Detection = { ...one, purpose: 'recollection', isSingle: true };
  return acknowledge({ ...held, detections: [ofPool, again] }, 'e-2', given);
};

const states = ({ subject }: Outcome) => subject.orders.map(({ orderId, state }) => `${orderId} ${state}`);
const reasons = ({ history }: Outcome) => history.map(({ act, reason }) => `${act}: ${reason}`);
const ignored = 'ignored: order-of-another-person';

describe('a single tube that was drawn on the order of another person', () => {
  test('does not clear whoever is in it, says so, and a swab on their own order is asked for', () => {
    const told = released(held, 'of-somebody-else', 'not-detected');
    expect(told.subject.case?.state).toBe('open');
    expect(reasons(told)).toContain(ignored);
    expect(states(told)).toEqual(['own-1 open']);
    expect(states(released({ ...held, orders: [] }, 'of-somebody-else', 'not-detected'))).toEqual(['own-2 open']);
  });

  test('does not verify them either: the case stays open, and the alert stays on the list of its owner', () => {
    const told = detected('of-somebody-else');
    expect(told.subject.case?.state).toBe('open');
    expect(told.facts.map(({ kind }) => kind)).toEqual(['case-opened']);
    expect(reasons(told)).toContain(ignored);
  });

  test('is not written down as collected, and asks for nothing of a person without a case', () => {
    expect(reasons(sealed(held, 'of-somebody-else'))).not.toContain('collected: tube-sealed');
    const stranger = released(newSubject('campaign', 'person'), 'of-somebody-else', 'not-detected');
    expect(reasons(stranger)).toContain(ignored);
    expect(stranger.subject.orders).toEqual([]);
  });

  test.each(['own-1', null])('while one on the own order, or on none, does both: %s', (orderId) => {
    expect(released(held, orderId, 'not-detected').subject.case?.state).toBe('cleared');
    expect(detected(orderId).subject.case?.state).toBe('verified');
    expect(reasons(detected(orderId))).not.toContain(ignored);
  });
});
