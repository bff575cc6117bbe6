import { campaignPolicy } from '@lib/contracts/policy';
import { expect, test } from 'vitest';
import type { PersonFacts } from './person-facts.js';
import { proofOf } from './proof.js';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour));
const facts: PersonFacts = {
  isDrill: true,
  timeScale: 1,
  policies: [{ policy: campaignPolicy.parse({ version: 1 }), validFrom: at(0) }],
  tubes: [
    {
      ...{ tubeId: '21000000001235', roundId: 'r', purpose: 'round', orderId: null, members: 2, end: null },
      ...{ sampledAt: at(1), sealedAt: at(1), handedAt: null, receivedAt: null, testedAt: at(2) },
      results: [{ version: 1, status: 'final', finding: 'not-detected', sampledAt: at(1), releasedAt: at(3) }],
      ...{ detections: [], withdrawals: [], taken: [] },
    },
  ],
  cases: [],
  recollections: [],
  measures: [{ startsAt: at(5), endsAt: at(7) }],
};

test('a proof asks while a measure is in force, and holds again by itself at its end', () => {
  expect([4, 5, 6, 7].map((hour) => proofOf(facts, [], at(hour)).state)).toEqual(['valid', 'ask', 'ask', 'valid']);
});
