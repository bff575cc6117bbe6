import { sha256 } from '@lib/platform';
import { writeTubeBarcode } from '@lib/vocabulary';
import { expect, test } from 'vitest';
import { sealTube } from './seal.decider.js';
import { openTube, scan } from './tube.decider.js';
import type { Accepted, SiteContext, Verdict } from './verdict.js';

const [roundId, orderId] = ['0198f2a0-0000-7000-8000-000000000002', '0198f2a0-0000-7000-8000-000000000005'];
const stamp = { seq: 1, capturedAt: '2026-11-21T08:00:00.000Z', tubeId: writeTubeBarcode('21', 321) };
const person = { subjectKind: 'person', subjectId: '3f1c2b9e-6a44-4e0d-9a51-000000000001' } as const;
const at = new Date('2026-11-21T09:00:00.000Z');
const context: SiteContext = {
  act: { actor: 'sampler-1', deviceId: roundId, deviceSeq: 1, capturedAt: at, recordedAt: at },
  ...{ siteCode: '330105-0001', campaignId: roundId, campaign: undefined, hash: sha256 },
};

function accepted(verdict: Verdict): Accepted {
  if (verdict.outcome !== 'accepted') throw new Error(verdict.code);
  return verdict;
}

function sealed(opening: { capacity: 1 | 5; purpose: 'round' | 'recollection'; orderId?: string }): Accepted {
  const open = accepted(openTube(undefined, { kind: 'open-tube', ...stamp, roundId, ...opening }, context));
  const filled = accepted(scan(open.tube, { kind: 'scan', ...stamp, ...person }, context));
  const seal = { kind: 'seal-tube', ...stamp, specimens: 1, partialReason: 'other', isRetained: true } as const;
  return accepted(sealTube(filled.tube, seal, context));
}

test('a single tube from the specimen that the site retained says so, and names the order that it serves', () => {
  const { fact, links } = sealed({ capacity: 1, purpose: 'recollection', orderId });
  expect(fact?.content).toMatchObject({ isRetained: true, orderId, purpose: 'recollection' });
  expect(links?.[0]?.entry.detail).toMatchObject({ source: 'retained' });
});

test('a tube of the round holds nothing retained, whatever is said', () => {
  expect(sealed({ capacity: 5, purpose: 'round' }).fact?.content).not.toHaveProperty('isRetained');
});
