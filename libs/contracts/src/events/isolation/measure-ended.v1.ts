import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, uuid } from '@lib/contracts/fields';
import { measureEnds, measureKinds, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** A measure on a person is over: its time was up, or it was lifted before. */
export const MeasureEndedV1 = defineEvent({
  producer: 'isolation',
  name: 'measure-ended',
  topic: 'bulou.measure',
  meaning: 'A measure on a person is over: its time was up, or it was lifted before.',
  shape: z.object({
    measureId: uuid,
    campaignId: uuid,
    participantId: uuid,
    siteCode,
    kind: z.enum(wordsOf(measureKinds)),
    because: z.enum(wordsOf(measureEnds)),
    endedAt: instant,
  }),
  keyOf: (content) => content.measureId,
  example: {
    measureId: '0198f2a0-0000-7000-8000-00000000000c',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    siteCode: '330105-0001',
    kind: 'hold',
    because: 'term-over',
    endedAt: '2026-11-21T14:00:00.000Z',
  },
});
