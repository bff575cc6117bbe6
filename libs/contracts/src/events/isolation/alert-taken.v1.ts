import { defineEvent } from '@lib/contracts/event';
import { actor, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A duty person took an alert over; hold and recollection begin, the ladder stops. */
export const AlertTakenV1 = defineEvent({
  producer: 'isolation',
  name: 'alert-taken',
  topic: 'bulou.alert',
  meaning: 'A duty person took an alert over; hold and recollection begin, the ladder stops.',
  shape: z.object({
    escalationId: uuid,
    campaignId: uuid,
    tubeId,
    resultVersion: z.int().min(1),
    siteCode,
    subjects: z.array(uuid),
    takenBy: actor,
    takenAt: instant,
  }),
  keyOf: (content) => content.escalationId,
  example: {
    escalationId: '0198f2a0-0000-7000-8000-000000000007',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    tubeId: '21000000001235',
    resultVersion: 1,
    siteCode: '330105-0001',
    subjects: ['3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11'],
    takenBy: 'duty-1',
    takenAt: '2026-11-21T08:00:00.000Z',
  },
});
