import { defineEvent } from '@lib/contracts/event';
import { actor, capacity, instant, members, purpose, sha256, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A tube was sealed; these specimens and no others are in it. */
export const TubeSealedV1 = defineEvent({
  producer: 'batching',
  name: 'tube-sealed',
  topic: 'bulou.tube',
  meaning: 'A tube was sealed; these specimens and no others are in it.',
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
    sealDigest: sha256,
    partialReason: z.string().optional(),
    sealedBy: actor,
    openedAt: instant,
    capturedAt: instant,
    recordedAt: instant,
    custodySeq: z.int().min(1),
    custodyHash: sha256,
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
    sealDigest: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    partialReason: 'end-of-queue',
    sealedBy: 'sampler-1',
    openedAt: '2026-11-21T08:00:00.000Z',
    capturedAt: '2026-11-21T08:00:00.000Z',
    recordedAt: '2026-11-21T08:00:00.000Z',
    custodySeq: 2,
    custodyHash: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  },
});
