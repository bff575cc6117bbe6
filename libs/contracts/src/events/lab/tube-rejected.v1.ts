import { defineEvent } from '@lib/contracts/event';
import {
  actor,
  instant,
  rejectionReason,
  labCode,
  members,
  purpose,
  siteCode,
  tubeId,
  uuid,
} from '@lib/contracts/fields';
import { z } from 'zod';

/** A laboratory refused a tube at the bench; it gives no result and its people are called back. */
export const TubeRejectedV1 = defineEvent({
  producer: 'lab',
  name: 'tube-rejected',
  topic: 'bulou.result',
  meaning: 'A laboratory refused a tube at the bench; it gives no result and its people are called back.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    roundId: uuid,
    siteCode,
    purpose,
    orderId: uuid.optional(),
    members,
    labCode,
    reason: rejectionReason,
    rejectedBy: actor,
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
    reason: 'leaking',
    rejectedBy: 'lab-1',
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
