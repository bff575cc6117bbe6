import { defineEvent } from '@lib/contracts/event';
import { instant, position, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { subjectKinds } from '@lib/vocabulary';
import { z } from 'zod';

/** The places and goods of an alert are on the disinfection list; they have no case, so this is their acknowledgement. */
export const DisinfectionListedV1 = defineEvent({
  producer: 'isolation',
  name: 'disinfection-listed',
  topic: 'bulou.alert',
  meaning: 'The places and goods of an alert are on the disinfection list; this is their acknowledgement.',
  shape: z.object({
    escalationId: uuid,
    campaignId: uuid,
    tubeId,
    resultVersion: z.int().min(1),
    siteCode,
    /** Empty when the alert names nobody and nothing: somebody must look at the site itself. */
    subjects: z.array(z.object({ position, subjectKind: z.enum(subjectKinds).exclude(['person']), subjectId: uuid })),
    listedAt: instant,
  }),
  keyOf: (content) => content.escalationId,
  example: {
    escalationId: '0198f2a0-0000-7000-8000-000000000007',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    tubeId: '21000000001235',
    resultVersion: 1,
    siteCode: '330105-0001',
    subjects: [{ position: 1, subjectKind: 'place', subjectId: '0198f2a0-0000-7000-8000-000000000009' }],
    listedAt: '2026-11-21T08:00:00.000Z',
  },
});
