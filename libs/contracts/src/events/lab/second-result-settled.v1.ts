import { defineEvent } from '@lib/contracts/event';
import { actor, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A named person decided what follows from two results that contradict each other. */
export const SecondResultSettledV1 = defineEvent({
  producer: 'lab',
  name: 'second-result-settled',
  topic: 'bulou.result',
  meaning: 'A named person decided what follows from two results that contradict each other.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    siteCode,
    referralId: uuid,
    resultVersion: z.int().min(1),
    decision: z.enum(['first-stands', 'second-stands', 'draw-again']),
    decidedBy: actor,
    decidedAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    referralId: '0198f2a0-0000-7000-8000-0000000000f1',
    resultVersion: 1,
    decision: 'draw-again',
    decidedBy: 'duty-2',
    decidedAt: '2026-11-21T13:00:00.000Z',
  },
});
