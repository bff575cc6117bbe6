import { defineEvent } from '@lib/contracts/event';
import { actor, finding, instant, labCode, members, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A second person released a result; it may be told. */
export const ResultReleasedV1 = defineEvent({
  producer: 'lab',
  name: 'result-released',
  topic: 'bulou.result',
  meaning: 'A second person released a result; it may be told.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    roundId: uuid,
    siteCode,
    purpose,
    orderId: uuid.optional(),
    members,
    labCode,
    resultVersion: z.int().min(1),
    supersedes: z.int().min(1).optional(),
    status: z.enum(['final', 'corrected', 'cancelled']),
    finding,
    sampledAt: instant,
    testedAt: instant,
    releasedBy: actor,
    releasedAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    roundId: '0198f2a0-0000-7000-8000-000000000002',
    siteCode: '330105-0001',
    purpose: 'round',
    members: [{ position: 1, subjectKind: 'person', subjectId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11' }],
    labCode: 'LAB-HZ1',
    resultVersion: 1,
    status: 'final',
    finding: 'not-detected',
    sampledAt: '2026-11-21T08:00:00.000Z',
    testedAt: '2026-11-21T08:00:00.000Z',
    releasedBy: 'lab-2',
    releasedAt: '2026-11-21T08:00:00.000Z',
  },
});
