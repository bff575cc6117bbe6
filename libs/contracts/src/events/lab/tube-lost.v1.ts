import { defineEvent } from '@lib/contracts/event';
import { actor, instant, labCode, members, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A tube that was handed over was declared lost; its people are called back. */
export const TubeLostV1 = defineEvent({
  producer: 'lab',
  name: 'tube-lost',
  topic: 'bulou.result',
  meaning: 'A tube that was handed over was declared lost; its people are called back.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    roundId: uuid,
    siteCode,
    purpose,
    orderId: uuid.optional(),
    members,
    labCode,
    batchId: uuid,
    /** The laboratory, when the tube was counted there; the site before. */
    lastPlace: z.union([siteCode, labCode]),
    declaredBy: actor,
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
    batchId: '0198f2a0-0000-7000-8000-000000000004',
    lastPlace: '330105-0001',
    declaredBy: 'lab-2',
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
