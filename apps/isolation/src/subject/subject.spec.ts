import { campaignPolicy } from '@lib/contracts/policy';
import type { Finding, NoAnswerReason } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { acknowledge, settle } from './case.decider.js';
import { begin, andThen } from './outcome.js';
import { answer, callBack, collect } from './recollection.decider.js';
import { newSubject } from './subject.js';
import type { CampaignRules, Detection, Outcome, Subject, Surroundings } from './subject.js';
import { takeOver } from './take.decider.js';

const campaignId = '0198f2a0-0000-7000-8000-000000000001';
const person = '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11';
const siteCode = '330105-0001';
const pool = '21000000001235';
const single = '21000000001243';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));

const pack = {
  packId: 'drill-1',
  issuer: '演练指挥部',
  number: '演练〔2026〕1号',
  legalBasis: 'drill',
  holdHoursMax: 24,
  remedyZh: '可向区卫健委申请复核',
  remedyEn: 'ask the district health commission for a review',
};
const rules: CampaignRules = {
  timeScale: 1,
  policyVersion: 3,
  recollectionMinutesMax: 120,
  callBackMinutesMax: 240,
  alertTakenMinutesMax: 15,
  policy: campaignPolicy.parse({ version: 3 }),
  pack,
};

/** A person's story: steps in any order, each deciding on what came before. */
type Step = (subject: Subject, given: Surroundings) => Outcome;

function tell(steps: readonly Step[], changes: Partial<CampaignRules> = {}): Outcome {
  let ids = 0;
  return steps.reduce(
    (outcome: Outcome, step, minute) => {
      const given: Surroundings = {
        at: at(minute + 10),
        actor: 'duty-1',
        newId: () => `0198f2a0-0000-7000-8000-1${String((ids += 1)).padStart(11, '0')}`,
        rules: { ...rules, ...changes },
      };
      return andThen(outcome, (subject) => step(subject, given));
    },
    begin(newSubject(campaignId, person)),
  );
}

const detection = (escalationId: string, changes: Partial<Detection> = {}): Detection => ({
  escalationId,
  tubeId: pool,
  resultVersion: 1,
  finding: 'detected',
  purpose: 'round',
  isSingle: false,
  siteCode,
  raisedAt: at(0),
  orderId: null,
  takenBy: null,
  withdrawnReason: null,
  ...changes,
});
const onSingle = { tubeId: single, purpose: 'recollection', isSingle: true, raisedAt: at(5) } as const;

/** The withdrawals of a story lie beside it, as in the database: a detection finds one that came before it. */
function story() {
  const taken = new Set<string>();
  const raise =
    (escalationId: string, changes: Partial<Detection> = {}): Step =>
    (subject, given) => {
      const one = detection(escalationId, changes);
      const known = { ...one, withdrawnReason: taken.has(one.tubeId) ? 'controls failed' : null };
      return acknowledge({ ...subject, detections: [...subject.detections, known] }, escalationId, given);
    };
  const withdraw =
    (tubeId: string): Step =>
    (subject, given) => {
      taken.add(tubeId);
      const detections = subject.detections.map((one) =>
        one.tubeId === tubeId ? { ...one, withdrawnReason: 'controls failed' } : one,
      );
      return settle({ ...subject, detections }, given);
    };
  return { raise, withdraw };
}

const seal =
  (minute = 3, orderId: string | null = null, tubeId = single): Step =>
  (subject, given) =>
    collect(subject, { tubeId, orderId, siteCode, sealedAt: at(minute) }, given);
const release =
  (finding: Finding, version = 1, orderId: string | null = null, tubeId = single): Step =>
  (subject, given) => {
    const result = { version, finding, isCancelled: false, releasedAt: at(9) };
    return answer(subject, { tubeId, orderId, siteCode, result }, given);
  };
const unanswered =
  (reason: NoAnswerReason, tubeId = pool, orderId: string | null = null): Step =>
  (subject, given) =>
    callBack(subject, { tubeId, siteCode, reason, orderId }, given);
const take =
  (escalationId: string): Step =>
  (subject, given) => {
    // The alert itself is marked before its people are loaded, as in the database.
    const detections = subject.detections.map((one) =>
      one.escalationId === escalationId ? { ...one, takenBy: 'duty-1' } : one,
    );
    return takeOver({ ...subject, detections }, escalationId, given);
  };

const kinds = ({ facts }: Outcome) => facts.map((fact) => fact.kind);
const acts = ({ history }: Outcome) => history.map(({ act, reason }) => `${act}: ${reason}`);
const stateOf = ({ subject }: Outcome) => subject.case?.state ?? null;

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

/** Ends of every order in which a story may arrive; each order is a story of its own. */
function endsOf(steps: (told: ReturnType<typeof story>) => Step[]): Set<string> {
  const count = steps(story()).length;
  const orders = permutations([...Array(count).keys()]);
  return new Set(
    orders.map((order) => {
      const mine = steps(story());
      const { subject } = tell(order.map((index) => mine[index]!));
      return JSON.stringify({
        state: subject.case?.state ?? null,
        orders: subject.orders.map((one) => one.state).toSorted(),
        called: subject.callBacks.map((one) => `${one.tubeId} ${one.reason} ${one.answeredAt !== null}`).toSorted(),
        tubes: subject.tubes.map((one) => `${one.tubeId} ${one.sealedAt !== null} ${one.result?.finding}`).toSorted(),
      });
    }),
  );
}

describe('a case', () => {
  test('opens with the first detection and is acknowledged at once', () => {
    const { raise } = story();
    const told = tell([raise('e-1')]);
    expect(told.facts).toMatchObject([{ kind: 'case-opened', content: { isNew: true, escalationId: 'e-1' } }]);
    expect(stateOf(told)).toBe('open');
    expect(acts(told)).toEqual(['opened: detected']);
  });

  test('is one per person: a second detection joins it and is acknowledged too', () => {
    const { raise } = story();
    const told = tell([raise('e-1'), raise('e-2', { tubeId: '21000000001250' })]);
    expect(told.facts.map(({ kind, content }) => [kind, 'isNew' in content && content.isNew])).toEqual([
      ['case-opened', true],
      ['case-opened', false],
    ]);
    expect(told.subject.case?.version).toBe(2);
  });

  test('is verified by a single tube that is detected on a recollection order', () => {
    const { raise } = story();
    const told = tell([raise('e-1'), take('e-1'), seal(), raise('e-2', onSingle)]);
    expect(kinds(told)).toEqual(['case-opened', 'recollection-requested', 'case-opened', 'case-verified']);
    expect(stateOf(told)).toBe('verified');
  });

  test.each(['inconclusive', 'single-target'] as const)(
    'a single tube that is %s neither verifies nor clears',
    (finding) => {
      const { raise } = story();
      const told = tell([raise('e-1'), seal(), raise('e-2', { ...onSingle, finding })]);
      expect(stateOf(told)).toBe('open');
      expect(acts(told)).toContain('ignored: single-tube-not-conclusive');
    },
  );

  test('is not verified by a tube that holds somebody else too', () => {
    const { raise } = story();
    expect(stateOf(tell([raise('e-1'), raise('e-2', { ...onSingle, isSingle: false })]))).toBe('open');
  });

  test('is cleared by a released single tube that is not detected', () => {
    const { raise } = story();
    const told = tell([raise('e-1'), take('e-1'), seal(), release('not-detected')]);
    expect(kinds(told).at(-1)).toBe('case-cleared');
    expect(told.subject.measures[0]?.ended?.because).toBe('single-tube-not-detected');
  });

  test('is not cleared by a swab that was taken before the detection landed', () => {
    const { raise } = story();
    const told = tell([
      raise('e-1'),
      seal(3),
      raise('e-2', { tubeId: '21000000001250', raisedAt: at(4) }),
      release('not-detected'),
    ]);
    expect(stateOf(told)).toBe('open');
    expect(acts(told)).toContain('ignored: specimen-taken-too-early');
  });

  test('gets the next order when the swab of a taken alert proves to be too early, whichever is known first', () => {
    for (const isSealFirst of [true, false]) {
      const { raise } = story();
      const raised = [raise('e-1', { raisedAt: at(4) }), take('e-1')];
      const first = tell(raised).subject.orders[0]!.orderId;
      const known = [seal(3, first), release('not-detected', 1, first)];
      const told = tell([...raised, ...(isSealFirst ? known : known.toReversed())]);
      expect(acts(told)).toContain('ignored: specimen-taken-too-early');
      expect(told.subject.orders.map((one) => one.state)).toEqual(['answered', 'open']);
      expect(told.subject.orders[1]).toMatchObject({ cause: 'detected', causeTubeId: pool });
      expect(stateOf(told)).toBe('open');
    }
  });

  test('gets no order for a swab that was too early for an alert that nobody took', () => {
    const { raise } = story();
    const told = tell([raise('e-1', { raisedAt: at(4) }), seal(3), release('not-detected')]);
    expect(told.subject.orders).toEqual([]);
  });

  test('is not cleared while nobody knows when the swab was sealed', () => {
    const { raise } = story();
    expect(stateOf(tell([raise('e-1'), release('not-detected')]))).toBe('open');
  });

  test('opens again when a later detection comes after it was cleared', () => {
    const { raise } = story();
    const told = tell([
      raise('e-1'),
      seal(),
      release('not-detected'),
      raise('e-3', { tubeId: '21000000001250', raisedAt: at(8) }),
    ]);
    expect(kinds(told)).toEqual(['case-opened', 'case-cleared', 'case-opened']);
    expect(stateOf(told)).toBe('open');
  });

  test('is revoked when its only detection is withdrawn, and its hold ends', () => {
    const { raise, withdraw } = story();
    const told = tell([raise('e-1'), take('e-1'), withdraw(pool)]);
    expect(kinds(told).at(-1)).toBe('case-revoked');
    expect(told.subject.measures[0]?.ended?.because).toBe('detection-withdrawn');
  });

  test('stands while another detection stands behind it', () => {
    const { raise, withdraw } = story();
    const told = tell([raise('e-1'), raise('e-2', { tubeId: '21000000001250' }), withdraw(pool)]);
    expect(stateOf(told)).toBe('open');
    expect(kinds(told)).not.toContain('case-revoked');
  });

  test('that was verified is first revoked and then open again when the single tube is withdrawn', () => {
    const { raise, withdraw } = story();
    const told = tell([raise('e-1'), raise('e-2', onSingle), withdraw(single)]);
    expect(kinds(told).slice(-2)).toEqual(['case-revoked', 'case-opened']);
    expect(stateOf(told)).toBe('open');
    expect(told.subject.case?.version).toBe(told.facts.length);
  });

  test('of a corrected single tube follows the newest version, whichever comes first', () => {
    for (const versions of [
      [1, 2],
      [2, 1],
    ] as const) {
      const { raise } = story();
      const findings = { 1: 'not-detected', 2: 'invalid' } as const;
      const told = tell([raise('e-1'), seal(), ...versions.map((version) => release(findings[version], version))]);
      expect(stateOf(told)).toBe('open');
      expect(told.subject.callBacks).toHaveLength(1);
    }
  });

  test('tells its facts without a gap in their numbers', () => {
    const { raise, withdraw } = story();
    const told = tell([
      raise('e-1'),
      take('e-1'),
      seal(),
      raise('e-2', onSingle),
      withdraw(single),
      release('not-detected', 2),
    ]);
    const ofCase = kinds(told).filter((kind) => kind.startsWith('case-'));
    expect(told.subject.case?.version).toBe(ofCase.length);
    expect(stateOf(told)).toBe('cleared');
  });
});

describe('taking an alert over', () => {
  test('holds for as long as the pack says and asks for a swab', () => {
    const { raise } = story();
    const { subject, facts } = tell([raise('e-1'), take('e-1')]);
    expect(subject.measures[0]).toMatchObject({
      basis: { kind: 'own-result-chain', tubeId: pool, resultVersion: 1 },
      ground: { authority: '演练指挥部', policyVersion: 3 },
      decidedBy: 'duty-1',
    });
    expect(subject.measures[0]!.endsAt.getTime() - subject.measures[0]!.startsAt.getTime()).toBe(24 * 3_600_000);
    expect(facts.at(-1)?.content).toMatchObject({ cause: 'detected', causeTubeId: pool });
  });

  test.each([
    ['without a valid policy pack', null],
    ['under a pack that lets nobody be held', { ...pack, holdHoursMax: 0 }],
  ])('holds nobody %s, says so, and still asks for a swab', (_which, inForce) => {
    const { raise } = story();
    const told = tell([raise('e-1'), take('e-1')], { pack: inForce });
    expect(told.subject.measures).toEqual([]);
    expect(acts(told)).toContain('ignored: no-policy-pack');
    expect(kinds(told)).toContain('recollection-requested');
  });

  test('runs in the time of a drill', () => {
    const { raise } = story();
    const { subject } = tell([raise('e-1'), take('e-1')], { timeScale: 60 });
    expect(subject.orders[0]!.dueAt.getTime() - subject.orders[0]!.requestedAt.getTime()).toBe(2 * 60_000);
    expect(subject.measures[0]!.endsAt.getTime() - subject.measures[0]!.startsAt.getTime()).toBe(24 * 60_000);
  });

  test('does not hold twice nor ask twice', () => {
    const { raise } = story();
    const told = tell([raise('e-1'), take('e-1'), raise('e-2', { tubeId: '21000000001250' }), take('e-2')]);
    expect(told.subject.measures).toHaveLength(1);
    expect(told.subject.orders).toHaveLength(1);
    expect(acts(told).slice(-2)).toEqual(['ignored: already-held', 'ignored: order-already-open']);
  });

  test('does nothing to a person whose case has ended', () => {
    const { raise, withdraw } = story();
    const told = tell([raise('e-1'), withdraw(pool), take('e-1')]);
    expect(told.subject.measures).toEqual([]);
    expect(told.subject.orders).toEqual([]);
    expect(acts(told).at(-1)).toBe('ignored: case-ended');
  });

  test('asks nobody who is verified for another swab', () => {
    const { raise } = story();
    const told = tell([raise('e-2', onSingle), take('e-2')]);
    expect(told.subject.orders).toEqual([]);
    expect(acts(told).at(-1)).toBe('ignored: already-verified');
  });

  test('asks again when the single tube was not conclusive', () => {
    const { raise } = story();
    const first = tell([raise('e-1'), take('e-1')]).subject.orders[0]!.orderId;
    const told = tell([
      raise('e-1'),
      take('e-1'),
      seal(3, first),
      raise('e-2', { ...onSingle, finding: 'inconclusive' }),
      take('e-2'),
    ]);
    expect(told.subject.orders.map((one) => one.state)).toEqual(['collected', 'open']);
  });
});

describe('a tube that will never give an answer', () => {
  test.each(['void', 'leaking', 'over-time', 'lost', 'invalid'] as const)('calls its person back: %s', (reason) => {
    const told = tell([unanswered(reason)]);
    expect(told.facts).toMatchObject([
      { kind: 'recollection-requested', content: { cause: reason, causeTubeId: pool } },
    ]);
    expect(told.subject.callBacks[0]).toMatchObject({ reason, orderId: told.subject.orders[0]?.orderId });
    expect(told.subject.case).toBeNull();
  });

  test('calls its person back once, whatever else happens to it', () => {
    const told = tell([unanswered('leaking'), unanswered('lost')]);
    expect(told.subject.callBacks).toHaveLength(1);
    expect(told.subject.orders).toHaveLength(1);
  });

  test('is served by an order that is open already', () => {
    const told = tell([unanswered('void'), unanswered('lost', '21000000001250')]);
    expect(told.subject.orders).toHaveLength(1);
    expect(new Set(told.subject.callBacks.map((one) => one.orderId)).size).toBe(1);
  });

  test('drawn on an order gets a new order that takes over what the old one served', () => {
    const first = tell([unanswered('void')]).subject.orders[0]!.orderId;
    const told = tell([unanswered('void'), seal(3, first), unanswered('lost', single, first)]);
    expect(told.subject.orders.map((one) => one.state)).toEqual(['failed', 'open']);
    expect(told.subject.callBacks.every((one) => one.orderId === told.subject.orders[1]?.orderId)).toBe(true);
  });

  test('that gives an answer after all no longer waits', () => {
    const first = tell([unanswered('void')]).subject.orders[0]!.orderId;
    const told = tell([
      unanswered('void'),
      seal(3, first),
      release('invalid', 1, first),
      release('not-detected', 2, first),
    ]);
    expect(told.subject.orders[0]?.state).toBe('answered');
    expect(told.subject.callBacks.find((one) => one.tubeId === single)?.answeredAt).not.toBeNull();
  });
});

describe('facts in any order come to the same end', () => {
  test('two pools, a withdrawal, a single tube sealed, detected and released', () => {
    const ends = endsOf(({ raise, withdraw }) => [
      raise('e-1'),
      raise('e-3', { tubeId: '21000000001250', raisedAt: at(1) }),
      raise('e-2', onSingle),
      withdraw(pool),
      seal(),
      release('detected'),
    ]);
    expect(ends.size).toBe(1);
    expect([...ends][0]).toContain('"state":"verified"');
  });

  test('a corrected single tube: detected, withdrawn, then not detected', () => {
    const ends = endsOf(({ raise, withdraw }) => [
      raise('e-1'),
      raise('e-2', onSingle),
      withdraw(single),
      seal(),
      release('detected', 1),
      release('not-detected', 2),
    ]);
    expect(ends.size).toBe(1);
    expect([...ends][0]).toContain('"state":"cleared"');
  });

  test('a withdrawal that comes before its detection', () => {
    const ends = endsOf(({ raise, withdraw }) => [raise('e-1'), withdraw(pool)]);
    expect([...ends]).toEqual([expect.stringContaining('"state":"revoked"')]);
  });

  test('three tubes without an answer and an invalid single tube', () => {
    const ends = endsOf(() => [
      unanswered('void', '21000000001268'),
      unanswered('lost', '21000000001276'),
      unanswered('lost', '21000000001276'),
      seal(3, 'somebody-elses'),
      release('invalid', 1, 'somebody-elses'),
    ]);
    expect(ends.size).toBe(1);
  });
});
