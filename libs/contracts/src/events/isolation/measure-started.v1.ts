import { defineEvent } from '@lib/contracts/event';
import { actor, instant, siteCode, uuid } from '@lib/contracts/fields';
import { basisKinds, measureCategories, measureKinds, measurePlaces, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** A measure on a person was decided; it ends by itself at the instant named. */
export const MeasureStartedV1 = defineEvent({
  producer: 'isolation',
  name: 'measure-started',
  topic: 'bulou.measure',
  meaning: 'A measure on a person was decided; it ends by itself at the instant named.',
  shape: z.object({
    measureId: uuid,
    campaignId: uuid,
    participantId: uuid,
    siteCode,
    kind: z.enum(wordsOf(measureKinds)),
    category: z.enum(wordsOf(measureCategories)),
    basisKind: z.enum(wordsOf(basisKinds)),
    place: z.enum(wordsOf(measurePlaces)),
    /** The measure that this one continues, when it does: a new decision by another person. */
    supersedes: uuid.optional(),
    decidedBy: actor,
    decidedAt: instant,
    startsAt: instant,
    endsAt: instant,
  }),
  keyOf: (content) => content.measureId,
  example: {
    measureId: '0198f2a0-0000-7000-8000-00000000000c',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    siteCode: '330105-0001',
    kind: 'hold',
    category: 'suspected',
    basisKind: 'own-result-chain',
    place: 'on-the-spot',
    decidedBy: 'duty-1',
    decidedAt: '2026-11-21T08:00:00.000Z',
    startsAt: '2026-11-21T08:00:00.000Z',
    endsAt: '2026-11-21T14:00:00.000Z',
  },
});
