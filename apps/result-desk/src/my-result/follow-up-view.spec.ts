import { campaignPolicy } from '@lib/contracts/policy';
import { followUpReasons } from '@lib/vocabulary';
import type { FollowUpReason } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import type { PersonFacts, ReleasedResult, TubeFacts } from './person-facts.js';
import { residentView } from './resident-view.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));
const released: ReleasedResult = {
  version: 1,
  status: 'final',
  finding: 'not-detected',
  sampledAt: at(0),
  releasedAt: at(200),
};
const alarm = { version: 1, finding: 'detected', alarmShare: 0.01, raisedAt: at(190) } as const;

const aTube = (more: Partial<TubeFacts> = {}): TubeFacts => ({
  purpose: 'round',
  ...{ tubeId: '21000000001235', roundId: 'round-1', orderId: null, members: 10 },
  ...{ sampledAt: at(0), sealedAt: at(10), handedAt: null, receivedAt: null, testedAt: null, end: null },
  ...{ results: [released], detections: [], withdrawals: [], taken: [] },
  ...more,
});
const order = (cause: FollowUpReason) => ({
  ...{ orderId: 'order-1', cause, causeTubeId: '21000000001235', requestedAt: at(205) },
});
const read = (more: Partial<PersonFacts>) => {
  const policy = { policy: campaignPolicy.parse({ version: 1 }), validFrom: at(-600) };
  const nothing = { isDrill: true, timeScale: 1, policies: [policy], tubes: [], cases: [], recollections: [] };
  return residentView({ ...nothing, ...more }, at(300));
};

describe('a person who is called back although a result is there', () => {
  test.each(Object.keys(followUpReasons) as FollowUpReason[])(
    'keeps the result and the proof, and reads why one more swab is asked for: %s',
    (reason) => {
      const tubes = [aTube()];
      const seen = read({ tubes, recollections: [order(reason)] });
      expect(seen).toMatchObject({ view: 'pool-negative', reason: followUpReasons[reason] });
      expect(seen.proof).toEqual(read({ tubes }).proof);
    },
  );
});

describe('a tube that may hold another one’s swab', () => {
  test.each([
    ['a negative result', aTube()],
    ['an alarm', aTube({ detections: [alarm], results: [{ ...released, finding: 'detected' }], taken: [at(195)] })],
  ])('tells the person nothing, and opens no gate: %s', (_what, tube) => {
    const seen = read({ tubes: [tube], foreignTubes: [tube.tubeId] });
    expect(seen).toMatchObject({ view: 'waiting', proof: { state: 'none' } });
    expect(seen.attendedAt).toEqual(read({ tubes: [tube] }).attendedAt);
  });

  test('has the person called back once that is proven', () => {
    const foreignTubes = [aTube().tubeId];
    const seen = read({ tubes: [aTube()], foreignTubes, recollections: [order('wrong-binding')] });
    expect(seen).toMatchObject({ view: 'call-back', reason: followUpReasons['wrong-binding'] });
  });
});
