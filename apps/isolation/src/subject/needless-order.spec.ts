import { campaignPolicy } from '@lib/contracts/policy';
import { describe, expect, test } from 'vitest';
import { acknowledge, settle } from './case.decider.js';
import { andThen, begin } from './outcome.js';
import { answer, answerCallBacks, callBack, collect } from './recollection.decider.js';
import { newSubject } from './subject.js';
import type { Detection, Outcome, Subject, Surroundings } from './subject.js';
import { takeOver } from './take.decider.js';

const siteCode = '330105-0001';
const pool = '21000000001235';
const other = '21000000001250';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));
const rules = {
  ...{ timeScale: 1, policyVersion: 3, recollectionMinutesMax: 120, callBackMinutesMax: 240, alertTakenMinutesMax: 15 },
  policy: campaignPolicy.parse({ version: 3 }),
  pack: null,
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

const mark =
  (change: (one: Detection) => Partial<Detection>, decide: Step): Step =>
  (subject, given) =>
    decide({ ...subject, detections: subject.detections.map((one) => ({ ...one, ...change(one) })) }, given);
const raise =
  (escalationId: string, tubeId = pool): Step =>
  (subject, given) => {
    const about = { escalationId, tubeId, resultVersion: 1, siteCode, orderId: null, withdrawnReason: null };
    const one: Detection = {
      ...about,
      finding: 'detected',
      purpose: 'round',
      isSingle: false,
      raisedAt: at(0),
      takenBy: null,
    };
    return acknowledge({ ...subject, detections: [...subject.detections, one] }, escalationId, given);
  };
const take = (escalationId: string): Step =>
  mark(
    (one) => (one.escalationId === escalationId ? { takenBy: 'duty-1' } : {}),
    (subject, given) => takeOver(subject, escalationId, given),
  );
const withdraw = (tubeId: string): Step =>
  mark((one) => (one.tubeId === tubeId ? { withdrawnReason: 'controls failed' } : {}), settle);
const lose =
  (tubeId: string): Step =>
  (subject, given) =>
    callBack(subject, { tubeId, siteCode, reason: 'lost', orderId: null }, given);
const find =
  (tubeId: string): Step =>
  (subject, given) =>
    answerCallBacks(subject, tubeId, given);

const orders = ({ subject }: Outcome) => subject.orders.map(({ state }) => state);

describe('an order of which every cause is gone is cancelled, and nobody is called on it', () => {
  test('when the alarm is withdrawn', () => {
    const told = tell(raise('e-1'), take('e-1'), withdraw(pool));
    expect(orders(told)).toEqual(['cancelled']);
    expect(told.history.at(-1)).toMatchObject({ act: 'recollection-cancelled', reason: 'no-cause-left', tubeId: pool });
  });

  test('when the lost tube that called the person back answers after all', () => {
    expect(orders(tell(lose(pool), find(pool)))).toEqual(['cancelled']);
  });

  test('when the lost swab of the order before it is found, whatever that order served', () => {
    const swab = { tubeId: other, orderId: 'id-1', siteCode };
    const result = { version: 1, finding: 'not-detected', isCancelled: false, releasedAt: at(30) } as const;
    const lost = [
      lose(pool),
      (subject: Subject, given: Surroundings) => collect(subject, { ...swab, sealedAt: at(20) }, given),
      (subject: Subject, given: Surroundings) => callBack(subject, { ...swab, reason: 'lost' }, given),
    ];
    expect(orders(tell(...lost))).toEqual(['failed', 'open']);
    expect(orders(tell(...lost, (subject, given) => answer(subject, { ...swab, result }, given)))).toEqual([
      'answered',
      'cancelled',
    ]);
  });

  test('but not while another taken alert or another tube without an answer needs it', () => {
    const twoAlerts = [raise('e-1'), take('e-1'), raise('e-2', other), take('e-2'), withdraw(pool)];
    expect(orders(tell(...twoAlerts))).toEqual(['open']);
    expect(orders(tell(...twoAlerts, withdraw(other)))).toEqual(['cancelled']);
    const both = [raise('e-1'), take('e-1'), lose(other)];
    expect(orders(tell(...both, withdraw(pool)))).toEqual(['open']);
    expect(orders(tell(...both, find(other)))).toEqual(['open']);
    expect(orders(tell(...both, find(other), withdraw(pool)))).toEqual(['cancelled']);
    expect(orders(tell(lose(pool), lose(other), find(pool)))).toEqual(['open']);
  });

  test('and a person who is called again later gets a new one', () => {
    expect(orders(tell(lose(pool), find(pool), lose(other)))).toEqual(['cancelled', 'open']);
    expect(orders(tell(raise('e-1'), take('e-1'), withdraw(pool), raise('e-2', other), take('e-2')))).toEqual([
      'cancelled',
      'open',
    ]);
  });

  test('a swab that a site takes on it all the same is collected', () => {
    const cancelled = [lose(pool), find(pool)];
    const [order] = tell(...cancelled).subject.orders;
    const swab = { tubeId: other, orderId: order?.orderId ?? null, siteCode, sealedAt: at(20) };
    expect(orders(tell(...cancelled, (subject, given) => collect(subject, swab, given)))).toEqual(['collected']);
  });
});
