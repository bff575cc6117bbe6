import { defineEvent } from '@lib/contracts/event';
import { actor, finding, instant, labCode, members, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A raised detection does not stand; everything that was done because of it is undone. */
export const DetectionWithdrawnV1 = defineEvent({
  producer: 'lab',
  name: 'detection-withdrawn',
  topic: 'bulou.detection',
  meaning: 'A raised detection does not stand; everything that was done because of it is undone.',
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
    supersedes: z.int().min(1),
    finding,
    reason: z.string().min(1).max(200),
    withdrawnBy: actor,
    recordedAt: instant,
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
    resultVersion: 2,
    supersedes: 1,
    finding: 'not-detected',
    reason: 'controls failed',
    withdrawnBy: 'lab-2',
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
