import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** The laboratory is to test a tube again: nobody in it was detected on their own. */
export const RetestRequestedV1 = defineEvent({
  producer: 'isolation',
  name: 'retest-requested',
  topic: 'bulou.retest',
  meaning: 'The laboratory is to test a tube again: nobody in it was detected on their own.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    siteCode,
    resultVersion: z.int().min(1),
    reason: z.enum(['pool-discordant']),
    requestedAt: instant,
    dueAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    resultVersion: 1,
    reason: 'pool-discordant',
    requestedAt: '2026-11-21T08:00:00.000Z',
    dueAt: '2026-11-21T14:00:00.000Z',
  },
});
