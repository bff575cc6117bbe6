import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { waitSettings, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** Somebody waits in a room for what is in this tube; it comes before every other at the laboratory. */
export const ResultAwaitedV1 = defineEvent({
  producer: 'isolation',
  name: 'result-awaited',
  topic: 'bulou.retest',
  meaning: 'Somebody waits in a room for what is in this tube; it comes before every other at the laboratory.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    siteCode,
    setting: z.enum(wordsOf(waitSettings)),
    awaitedSince: instant,
    /** When the wait ends by itself; the result is owed past it as well. */
    dueAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    setting: 'fever-clinic',
    awaitedSince: '2026-11-21T08:00:00.000Z',
    dueAt: '2026-11-21T14:00:00.000Z',
  },
});
