import { defineEvent } from '@lib/contracts/event';
import { instant, recollectionCause, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A further cause is served by a request that is open; whoever draws the swab goes by the earliest of its clocks. */
export const RecollectionJoinedV1 = defineEvent({
  producer: 'isolation',
  name: 'recollection-joined',
  topic: 'bulou.recollection-request',
  meaning:
    'A further cause is served by a request that is open; whoever draws the swab goes by the earliest of its clocks.',
  shape: z.object({
    orderId: uuid,
    campaignId: uuid,
    participantId: uuid,
    cause: recollectionCause,
    causeTubeId: tubeId.optional(),
    siteCode,
    /** The earliest of the clocks, this cause's included. */
    dueAt: instant,
    joinedAt: instant,
  }),
  keyOf: (content) => content.orderId,
  example: {
    orderId: '0198f2a0-0000-7000-8000-000000000003',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    cause: 'detected',
    causeTubeId: '21000000001235',
    siteCode: '330105-0001',
    dueAt: '2026-11-21T08:00:00.000Z',
    joinedAt: '2026-11-21T07:00:00.000Z',
  },
});
