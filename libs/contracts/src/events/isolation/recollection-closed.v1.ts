import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** Nobody has to be drawn on this request any more: the swab is in a sealed tube, or another request took its place, or its causes are gone. */
export const RecollectionClosedV1 = defineEvent({
  producer: 'isolation',
  name: 'recollection-closed',
  topic: 'bulou.recollection-request',
  meaning:
    'Nobody has to be drawn on this request any more: the swab is in a sealed tube, or another request took its place, or its causes are gone.',
  shape: z.object({
    orderId: uuid,
    campaignId: uuid,
    participantId: uuid,
    siteCode,
    closedAs: z.enum(['collected', 'answered', 'failed', 'cancelled']),
    closedAt: instant,
  }),
  keyOf: (content) => content.orderId,
  example: {
    orderId: '0198f2a0-0000-7000-8000-000000000003',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    siteCode: '330105-0001',
    closedAs: 'collected',
    closedAt: '2026-11-21T08:00:00.000Z',
  },
});
