import { defineEvent } from '@lib/contracts/event';
import { instant, recollectionCause, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A participant is to give a single specimen; the order is on the list of the sites. */
export const RecollectionOrderedV1 = defineEvent({
  producer: 'registration',
  name: 'recollection-ordered',
  topic: 'bulou.recollection',
  meaning: 'A participant is to give a single specimen; the order is on the list of the sites.',
  shape: z.object({
    orderId: uuid,
    campaignId: uuid,
    participantId: uuid,
    cause: recollectionCause,
    /** Absent for a test day: no tube asks for it, the calendar does (decision 0065). */
    causeTubeId: tubeId.optional(),
    siteCode,
    dueAt: instant,
    orderedAt: instant,
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
    orderedAt: '2026-11-21T08:00:00.000Z',
  },
});
