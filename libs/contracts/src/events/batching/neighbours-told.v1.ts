import { defineEvent } from '@lib/contracts/event';
import { instant, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** Persons of one part of an answer; a part stays below 40 KB. */
export const neighboursPerPart = 100;
/** Persons of a whole answer, the nearest first: a lane of 15 minutes serves about 200 (order 72). */
export const neighboursMax = 200;
/** Tubes of one person within a look-back. */
export const ownTubesMax = 50;

/** Who shared a tube or a queue with the person, and the person's own tubes. */
export const NeighboursToldV1 = defineEvent({
  producer: 'batching',
  name: 'neighbours-told',
  topic: 'bulou.neighbours',
  meaning: 'Who shared a tube or stood in the same queue with a person, and in which tubes the person was.',
  shape: z.object({
    questionId: uuid,
    caseId: uuid,
    campaignId: uuid,
    participantId: uuid,
    part: z.int().min(1),
    parts: z.int().min(1),
    /** How many were found; more than are named when the answer reached its bound, so that nothing is cut in silence. */
    found: z.int().min(0),
    neighbours: z
      .array(
        z.object({
          participantId: uuid,
          kind: z.enum(['tube-mate', 'same-queue']),
          tubeId,
          lastContactAt: instant,
        }),
      )
      .max(neighboursPerPart),
    /** In the first part only. */
    tubes: z.array(z.object({ tubeId, siteCode, purpose, sampledAt: instant })).max(ownTubesMax),
    toldAt: instant,
  }),
  keyOf: (content) => content.questionId,
  example: {
    questionId: '0198f2a0-0000-7000-8000-0000000000a1',
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    part: 1,
    parts: 1,
    found: 1,
    neighbours: [
      {
        participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c12',
        kind: 'tube-mate',
        tubeId: '21000000001235',
        lastContactAt: '2026-11-21T08:00:00.000Z',
      },
    ],
    tubes: [
      {
        tubeId: '21000000001235',
        siteCode: '330105-0001',
        purpose: 'round',
        sampledAt: '2026-11-21T08:00:00.000Z',
      },
    ],
    toldAt: '2026-11-21T08:00:01.000Z',
  },
});
