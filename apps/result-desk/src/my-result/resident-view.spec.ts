import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';
import { noAnswerReasons, residentWords } from '@lib/vocabulary';
import type { Finding, NoAnswerReason } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import type { CaseFact, PersonFacts, TubeFacts } from './person-facts.js';
import { residentView } from './resident-view.js';
import { stages } from './tracker.js';

/** Minutes after eight in the morning of the day of sampling. */
const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 21, 0, minutes));

const aTube = (more: Partial<TubeFacts> = {}): TubeFacts => ({
  tubeId: '21000000001235',
  roundId: 'round-1',
  purpose: 'round',
  orderId: null,
  members: 10,
  sampledAt: at(0),
  sealedAt: at(10),
  handedAt: null,
  receivedAt: null,
  testedAt: null,
  end: null,
  results: [],
  detections: [],
  withdrawals: [],
  taken: [],
  ...more,
});
const released = (
  finding: Finding,
  minutes = 200,
  version = 1,
  status: 'final' | 'corrected' | 'cancelled' = 'final',
) => ({
  version,
  status,
  finding,
  sampledAt: at(0),
  releasedAt: at(minutes),
});
const raised = (minutes = 190, version = 1, alarmShare = 0.01) => ({
  version,
  finding: 'detected' as const,
  alarmShare,
  raisedAt: at(minutes),
});
const ended = (reason: NoAnswerReason) => ({ reason, at: at(60) });
const order = (cause: Finding | NoAnswerReason, more = {}) => ({
  orderId: 'order-1',
  cause,
  causeTubeId: '21000000001235',
  requestedAt: at(205),
  ...more,
});
const single = (more: Partial<TubeFacts> = {}): TubeFacts =>
  aTube({
    ...{ tubeId: '21000000009991', purpose: 'recollection', orderId: 'order-1', members: 1 },
    ...{ sampledAt: at(240), sealedAt: at(241) },
    ...more,
  });
const policy = (more: Partial<CampaignPolicy> = {}) => ({
  policy: campaignPolicy.parse({ version: 1, ...more }),
  validFrom: at(-600),
});
const aPerson = (more: Partial<PersonFacts> = {}): PersonFacts => ({
  isDrill: true,
  timeScale: 1,
  policies: [policy()],
  tubes: [],
  cases: [],
  recollections: [],
  ...more,
});
const ofTubes = (...tubes: TubeFacts[]) => aPerson({ tubes });
const read = (facts: PersonFacts, now = at(600)) => residentView(facts, now);
const seen = (facts: PersonFacts, now?: Date) => read(facts, now).view;

describe('a resident reads', () => {
  test.each<[string, PersonFacts, keyof typeof residentWords]>([
    ['nothing of a specimen that was not taken', aPerson(), 'not-sampled'],
    ['that the result is awaited, once sampled', ofTubes(aTube()), 'waiting'],
    [
      'the same while a detected pool is known to nobody but the laboratory',
      ofTubes(aTube({ detections: [raised()] })),
      'waiting',
    ],
    [
      'negative (pooled) of a pool in which nothing was found',
      ofTubes(aTube({ results: [released('not-detected')] })),
      'pool-negative',
    ],
    [
      'negative (single) of a tube with one person',
      ofTubes(aTube({ members: 1, results: [released('not-detected')] })),
      'single-negative',
    ],
    [
      'that it is checked again, of a detected pool',
      ofTubes(aTube({ results: [released('detected')] })),
      'under-recollection',
    ],
    ['the same of an inconclusive one', ofTubes(aTube({ results: [released('inconclusive')] })), 'under-recollection'],
    ['the same of a single target', ofTubes(aTube({ results: [released('single-target')] })), 'under-recollection'],
    [
      'the same of the own first tube',
      ofTubes(aTube({ members: 1, results: [released('detected')] })),
      'under-recollection',
    ],
    [
      'the same once somebody has taken the alert',
      ofTubes(aTube({ detections: [raised()], taken: [at(195)] })),
      'under-recollection',
    ],
    [
      'the same once a specimen is ordered',
      aPerson({ tubes: [aTube()], recollections: [order('detected')] }),
      'under-recollection',
    ],
    ['to come again, of an invalid result', ofTubes(aTube({ results: [released('invalid')] })), 'call-back'],
    ['to come again, of a lost tube', ofTubes(aTube({ end: ended('lost') })), 'call-back'],
    [
      'to come again, when a specimen is ordered before the loss is known here',
      aPerson({ tubes: [aTube()], recollections: [order('lost')] }),
      'call-back',
    ],
    [
      'the result after all of a lost tube that was found',
      ofTubes(aTube({ end: ended('lost'), results: [released('not-detected')] })),
      'pool-negative',
    ],
    [
      'that the result is awaited, having come again',
      ofTubes(aTube({ end: ended('lost') }), single({ orderId: null })),
      'waiting',
    ],
    [
      'that it is checked again, while the second specimen is tested',
      ofTubes(aTube({ results: [released('detected')] }), single()),
      'under-recollection',
    ],
    [
      'negative (single) of the second specimen',
      ofTubes(aTube({ results: [released('detected')] }), single({ results: [released('not-detected', 400)] })),
      'single-negative',
    ],
    [
      'to wait for staff, when the second specimen is detected and released',
      ofTubes(aTube({ results: [released('detected')] }), single({ results: [released('detected', 400)] })),
      'verified',
    ],
    [
      'nothing new, when the second specimen is detected and not yet released',
      ofTubes(aTube({ results: [released('detected')] }), single({ detections: [raised(390)] })),
      'under-recollection',
    ],
    [
      'that it is checked again, also after a later pool in which nothing was found',
      ofTubes(
        aTube({ results: [released('detected')] }),
        aTube({ tubeId: '21000000007777', sampledAt: at(300), results: [released('not-detected')] }),
      ),
      'under-recollection',
    ],
    [
      'a correction with an apology',
      ofTubes(aTube({ results: [released('detected'), released('not-detected', 300, 2, 'corrected')] })),
      'corrected-negative',
    ],
    [
      'the same when only the alert had been taken',
      ofTubes(aTube({ detections: [raised()], taken: [at(195)], results: [released('not-detected', 300, 2)] })),
      'corrected-negative',
    ],
    [
      'plain negative, when the alarm was corrected before anybody spoke of it',
      ofTubes(aTube({ detections: [raised()], results: [released('not-detected', 300, 2)] })),
      'pool-negative',
    ],
    [
      'that the result is awaited, while a withdrawn one is not yet replaced',
      ofTubes(aTube({ results: [released('detected')], withdrawals: [{ version: 2, supersedes: 1 }] })),
      'waiting',
    ],
    [
      'the same of a cancelled one',
      ofTubes(aTube({ results: [released('not-detected', 200, 1, 'cancelled')] })),
      'waiting',
    ],
    [
      'that it is checked again, when a negative result was wrong',
      ofTubes(aTube({ results: [released('not-detected'), released('detected', 300, 2, 'corrected')] })),
      'under-recollection',
    ],
  ])('%s', (_what, facts, view) => {
    expect(seen(facts)).toBe(view);
    expect(read(facts).words).toEqual(residentWords[view]);
  });

  test('the correction, while a second specimen that became needless is still under way', () => {
    const corrected = aTube({ results: [released('detected'), released('not-detected', 300, 2, 'corrected')] });
    expect(seen(aPerson({ tubes: [corrected, single()], recollections: [order('detected')] }))).toBe(
      'corrected-negative',
    );
  });

  test.each(Object.keys(noAnswerReasons) as NoAnswerReason[])('why they are called back: %s', (reason) => {
    const facts = ofTubes(
      reason === 'invalid' ? aTube({ results: [released('invalid')] }) : aTube({ end: ended(reason) }),
    );
    expect(read(facts)).toMatchObject({ view: 'call-back', reason: noAnswerReasons[reason] });
  });

  test('that the case ended, when isolation cleared or revoked it', () => {
    const tubes = [aTube({ results: [released('detected')], detections: [raised()] })];
    for (const kind of ['cleared', 'revoked'] as const) {
      expect(seen(aPerson({ tubes, cases: [{ kind, sequence: 2, tubeId: 'x', at: at(300) }] }))).not.toBe(
        'under-recollection',
      );
      expect(seen(aPerson({ tubes, cases: [{ kind, sequence: 2, tubeId: 'x', at: at(100) }] }))).toBe(
        'under-recollection',
      );
    }
  });

  test('to wait for staff only when isolation, once it has a case, verified it by that very specimen', () => {
    const tubes = [aTube({ results: [released('detected')] }), single({ results: [released('detected', 400)] })];
    const opened = { kind: 'opened', sequence: 1, tubeId: '21000000001235', at: at(201) } as const;
    const verified = { kind: 'verified', sequence: 2, tubeId: '21000000009991', at: at(390) } as const;
    expect(seen(aPerson({ tubes, cases: [opened] }))).toBe('under-recollection');
    expect(seen(aPerson({ tubes, cases: [opened, verified] }))).toBe('verified');
  });

  test('what a correction replaces, in both directions', () => {
    const better = ofTubes(aTube({ results: [released('detected'), released('not-detected', 300, 2, 'corrected')] }));
    expect(read(better).reason?.zh).toBe('更正前：结果待复核，请原地等待工作人员联系。更正后：阴性（混采）。');
    const worse = ofTubes(aTube({ results: [released('not-detected'), released('detected', 300, 2, 'corrected')] }));
    expect(read(worse).reason?.zh).toContain('阴性（混采）');
    expect(read(worse).reason?.zh).toContain('道歉');
  });

  test('why again, when the second specimen itself failed', () => {
    const facts = ofTubes(aTube({ results: [released('detected')] }), single({ end: ended('leaking') }));
    expect(read(facts)).toMatchObject({ view: 'under-recollection', reason: noAnswerReasons.leaking });
  });
});

test('the whole table of words, letter by letter; nobody reads 阳性 or a diagnosis', () => {
  expect(residentWords).toEqual({
    'not-sampled': { zh: '本轮尚未采样', en: 'not sampled in this round yet' },
    waiting: { zh: '样本已采集，等待结果', en: 'your specimen was taken; the result is awaited' },
    'pool-negative': { zh: '阴性（混采）', en: 'negative (pooled)' },
    'single-negative': { zh: '阴性（单采）', en: 'negative (single)' },
    'under-recollection': {
      zh: '结果待复核，请原地等待工作人员联系',
      en: 'your result is being checked again; please stay where you are, staff will contact you',
    },
    'call-back': {
      zh: '样本未能得出结果，请免费重采',
      en: 'your specimen gave no result; please have it taken again, free of charge',
    },
    verified: {
      zh: '复核结果需工作人员当面告知，请原地等待联系',
      en: 'staff will tell you the outcome of the second test in person; please stay where you are',
    },
    'corrected-negative': {
      zh: '此前的结果有误，现更正为阴性，我们向您道歉',
      en: 'your earlier result was wrong and is now corrected to negative; we apologise',
    },
  });
  const everything = JSON.stringify([residentWords, noAnswerReasons, stages]);
  expect(everything).not.toMatch(/阳性|\u786e\u8bca|positive|confirmed/i);
});

describe('a proof', () => {
  const negative = (more: Partial<TubeFacts> = {}) => aTube({ results: [released('not-detected')], ...more });
  const until = at(48 * 60);

  test('begins at sampling and ends at a printed instant, that whole second included', () => {
    const facts = ofTubes(negative());
    expect(read(facts).proof).toEqual({ state: 'valid', validFrom: at(0), validUntil: until });
    expect(read(facts, new Date(until.getTime() + 999)).proof.state).toBe('valid');
    expect(read(facts, new Date(until.getTime() + 1_000)).proof.state).toBe('expired');
  });

  test('begins at release when policy says so', () => {
    const facts = aPerson({
      policies: [policy({ proofValidFrom: 'releasedAt', proofHours: 24 })],
      tubes: [negative()],
    });
    expect(read(facts).proof).toMatchObject({ validFrom: at(200), validUntil: at(200 + 24 * 60) });
  });

  test('keeps its printed instant when policy changes later', () => {
    const later = { policy: campaignPolicy.parse({ version: 2, proofHours: 24 }), validFrom: at(300) };
    expect(read(aPerson({ policies: [later, policy()], tubes: [negative()] })).proof.validUntil).toEqual(until);
  });

  test('does not come from a result that is not released, not negative, or of nobody’s policy', () => {
    expect(read(ofTubes(aTube({ testedAt: at(190) }))).proof.state).toBe('none');
    expect(read(ofTubes(aTube({ results: [released('invalid')] }))).proof.state).toBe('none');
    expect(read(aPerson({ policies: [], tubes: [negative()] })).proof.state).toBe('none');
  });

  const alarmed = (alarmShare: number, more: Partial<TubeFacts> = {}) =>
    ofTubes(
      negative(),
      aTube({ tubeId: '21000000007777', sampledAt: at(300), detections: [raised(400, 1, alarmShare)], ...more }),
    );

  test('turns grey by itself ten minutes after a plausible alarm, and not a moment earlier', () => {
    expect(read(alarmed(0.01), new Date(at(410).getTime() - 1)).proof.state).toBe('valid');
    expect(read(alarmed(0.01), at(410)).proof.state).toBe('ask');
  });

  test('turns grey sooner in a drill that runs faster', () => {
    const drill = { ...alarmed(0.01), timeScale: 10 };
    expect(read(drill, new Date(at(401).getTime() - 1)).proof.state).toBe('valid');
    expect(read(drill, at(401)).proof.state).toBe('ask');
  });

  test('turns grey at once when a person takes the alert', () => {
    expect(read(alarmed(0.01, { taken: [at(402)] }), at(402)).proof.state).toBe('ask');
  });

  test('is not touched by a mostly detected file until a person says so', () => {
    expect(read(alarmed(0.9), at(2_000)).proof.state).toBe('valid');
    expect(read(alarmed(0.9, { taken: [at(402)] }), at(403)).proof.state).toBe('ask');
    expect(read(alarmed(0.5), at(410)).proof.state).toBe('ask');
  });

  test('is good again when the alarm is withdrawn or the second specimen is negative', () => {
    const withdrawn = alarmed(0.01, { taken: [at(402)], withdrawals: [{ version: 2, supersedes: 1 }] });
    expect(read(withdrawn, at(500)).proof.state).toBe('valid');
    const cleared = alarmed(0.01, { taken: [at(402)] });
    const second = single({
      sampledAt: at(450),
      sealedAt: at(451),
      results: [{ ...released('not-detected', 600), sampledAt: at(450) }],
    });
    expect(read({ ...cleared, tubes: [...cleared.tubes, second] }, at(601)).proof).toMatchObject({
      state: 'valid',
      validUntil: at(450 + 48 * 60),
    });
  });

  const caseFact = (sequence: number, kind: CaseFact['kind'], minutes: number): CaseFact => ({
    kind,
    sequence,
    tubeId: '21000000007777',
    at: at(minutes),
  });

  test('is grey again when isolation opens an ended case again, in whatever order its facts came', () => {
    const reopened = [caseFact(1, 'opened', 402), caseFact(2, 'cleared', 500), caseFact(3, 'opened', 520)];
    const state = (cases: readonly CaseFact[]) =>
      read({ ...alarmed(0.01, { taken: [at(402)] }), cases }, at(600)).proof.state;
    expect(state(reopened)).toBe('ask');
    expect(state(reopened.toReversed())).toBe('ask');
    expect(state(reopened.slice(0, 2))).toBe('valid');
    expect(state(reopened.slice(0, 2).toReversed())).toBe('valid');
    expect(state([...reopened, caseFact(4, 'revoked', 530)])).toBe('valid');
  });

  test('of somebody whose case stands stays grey whatever single specimen came: isolation alone clears', () => {
    const held = alarmed(0.01, { taken: [at(402)] });
    const negativeAt = (minutes: number, more: Partial<TubeFacts> = {}) =>
      single({
        sampledAt: at(minutes),
        sealedAt: at(minutes + 1),
        results: [{ ...released('not-detected', 590), sampledAt: at(minutes) }],
        ...more,
      });
    const state = (second: TubeFacts, cases: readonly CaseFact[]) =>
      read({ ...held, tubes: [...held.tubes, second], cases }, at(601)).proof.state;
    expect(state(negativeAt(450), [caseFact(1, 'opened', 402)])).toBe('ask');
    expect(state(negativeAt(450), [caseFact(1, 'opened', 402), caseFact(2, 'cleared', 591)])).toBe('valid');
    // Nothing told by isolation yet: its rule is applied here, and a swab sealed before the alarm says nothing.
    expect(state(negativeAt(350), [])).toBe('ask');
    expect(state(negativeAt(450, { purpose: 'round', orderId: null }), [])).toBe('ask');
    expect(state(negativeAt(450, { sealedAt: null }), [])).toBe('ask');
    expect(state(negativeAt(450), [])).toBe('valid');
  });

  test('of a result that was corrected is grey, not gone: a gate must ask', () => {
    const facts = ofTubes(aTube({ results: [released('not-detected'), released('invalid', 300, 2, 'corrected')] }));
    expect(read(facts).proof).toEqual({ state: 'ask', validFrom: at(0), validUntil: until });
  });
});

describe('the tracker', () => {
  test('shows seven stages with the times that are known', () => {
    const facts = ofTubes(
      aTube({ handedAt: at(30), receivedAt: at(70), testedAt: at(180), results: [released('not-detected')] }),
    );
    expect(read(facts).tracker.map(({ stage, at: when }) => [stage, when])).toEqual([
      ['sampled', at(0)],
      ['sealed', at(10)],
      ['handed', at(30)],
      ['received', at(70)],
      ['testing', at(180)],
      ['reviewed', at(200)],
      ['told', at(200)],
    ]);
  });

  test('of nobody’s specimen is empty, and of a verified person does not claim to have told', () => {
    expect(read(aPerson()).tracker.every((stage) => stage.at === null)).toBe(true);
    const verified = ofTubes(
      aTube({ results: [released('detected')] }),
      single({ results: [released('detected', 400)] }),
    );
    expect(read(verified).tracker.at(-1)).toMatchObject({ stage: 'told', at: null });
  });
});

test('a sampled person never becomes an untested one, whatever became of the tube', () => {
  expect(read(ofTubes(aTube({ end: ended('lost') }))).attendedAt).toEqual(at(0));
  expect(read(ofTubes(aTube({ sealedAt: null, end: ended('void') }))).attendedAt).toEqual(at(0));
  expect(read(ofTubes(aTube(), single())).attendedAt).toEqual(at(0));
  expect(read(ofTubes(aTube(), aTube({ tubeId: '2', roundId: 'round-2', sampledAt: at(1500) }))).attendedAt).toEqual(
    at(1500),
  );
  expect(read(aPerson()).attendedAt).toBeNull();
});
