import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, uuid } from '@lib/contracts/fields';
import { appealGrounds, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** A person objects to a measure; an independent reviewer answers before the instant named. */
export const AppealFiledV1 = defineEvent({
  producer: 'isolation',
  name: 'appeal-filed',
  topic: 'bulou.measure',
  meaning: 'A person objects to a measure; an independent reviewer answers before the instant named.',
  shape: z.object({
    measureId: uuid,
    campaignId: uuid,
    participantId: uuid,
    siteCode,
    appealId: uuid,
    ground: z.enum(wordsOf(appealGrounds)),
    filedVia: z.enum(['page', 'hotline']),
    filedAt: instant,
    dueAt: instant,
  }),
  keyOf: (content) => content.measureId,
  example: {
    measureId: '0198f2a0-0000-7000-8000-00000000000c',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    siteCode: '330105-0001',
    appealId: '0198f2a0-0000-7000-8000-00000000000d',
    ground: 'not-me',
    filedVia: 'page',
    filedAt: '2026-11-21T09:00:00.000Z',
    dueAt: '2026-11-22T09:00:00.000Z',
  },
});
