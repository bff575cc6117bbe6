import { defineEvent } from '@lib/contracts/event';
import { instant, recollectionCause, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A person is to give a single specimen again, for this cause and until then. */
export const RecollectionRequestedV1 = defineEvent({
  producer: 'isolation',
  name: 'recollection-requested',
  topic: 'bulou.recollection-request',
  meaning: 'A person is to give a single specimen again, for this cause and until then.',
  shape: z.object({
    orderId: uuid,
    campaignId: uuid,
    participantId: uuid,
    cause: recollectionCause,
    /** Absent for a test day: no tube asks for it, the calendar does (decision 0065). */
    causeTubeId: tubeId.optional(),
    caseId: uuid.optional(),
    siteCode,
    dueAt: instant,
    requestedAt: instant,
  }),
  keyOf: (content) => content.orderId,
  example: {
    orderId: '0198f2a0-0000-7000-8000-000000000003',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    cause: 'detected',
    causeTubeId: '21000000001235',
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    siteCode: '330105-0001',
    dueAt: '2026-11-21T08:00:00.000Z',
    requestedAt: '2026-11-21T08:00:00.000Z',
  },
});
