import { defineEvent } from '@lib/contracts/event';
import { ownTubesMax } from '@lib/contracts/events/batching/neighbours-told.v1';
import { finding, instant, labCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** What laboratories said of the tubes in which a person was, before the person was found (order 74). */
export const LookBackToldV1 = defineEvent({
  producer: 'lab',
  name: 'look-back-told',
  topic: 'bulou.look-back',
  meaning: 'What was released of the tubes in which a person was.',
  shape: z.object({
    questionId: uuid,
    caseId: uuid,
    campaignId: uuid,
    results: z
      .array(
        z.object({
          tubeId,
          /** Where the tube was received; absent when no laboratory has it. */
          labCode: labCode.optional(),
          state: z.enum(['expected', 'received', 'rejected', 'lost', 'resulted']),
          /** The result that holds and was released; absent while there is none. */
          result: z.object({ version: z.int().min(1), finding, testedAt: instant, releasedAt: instant }).optional(),
        }),
      )
      .max(ownTubesMax),
    toldAt: instant,
  }),
  keyOf: (content) => content.questionId,
  example: {
    questionId: '0198f2a0-0000-7000-8000-0000000000a1',
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    results: [
      {
        tubeId: '21000000001235',
        labCode: 'LAB-HZ1',
        state: 'resulted',
        result: {
          version: 1,
          finding: 'not-detected',
          testedAt: '2026-11-21T08:00:00.000Z',
          releasedAt: '2026-11-21T08:00:00.000Z',
        },
      },
    ],
    toldAt: '2026-11-21T08:00:01.000Z',
  },
});
