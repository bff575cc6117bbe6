import { defineEvent } from '@lib/contracts/event';
import {
  actor,
  capacity,
  instant,
  members,
  noAnswerReason,
  purpose,
  siteCode,
  tubeId,
  uuid,
} from '@lib/contracts/fields';
import { z } from 'zod';

/** A tube was made void at the site; it gives no result and its people are called back. */
export const TubeVoidedV1 = defineEvent({
  producer: 'batching',
  name: 'tube-voided',
  topic: 'bulou.tube',
  meaning: 'A tube was made void at the site; it gives no result and its people are called back.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    roundId: uuid,
    siteCode,
    purpose,
    orderId: uuid.optional(),
    capacity,
    members,
    deviceId: uuid,
    reason: noAnswerReason,
    voidedBy: actor,
    recordedAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    roundId: '0198f2a0-0000-7000-8000-000000000002',
    siteCode: '330105-0001',
    purpose: 'round',
    capacity: 10,
    members: [{ position: 1, subjectKind: 'person', subjectId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11' }],
    deviceId: '0198f2a0-0000-7000-8000-000000000003',
    reason: 'void',
    voidedBy: 'sampler-1',
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
