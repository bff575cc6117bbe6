import { instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { residentViews } from '@lib/vocabulary';
import { z } from 'zod';

export const proof = z.object({
  /** `valid` opens a gate; `ask` is the grey proof: it neither opens nor closes, staff must ask. */
  state: z.enum(['valid', 'ask', 'expired', 'none']),
  validFrom: instant.nullable(),
  /** The last instant at which it holds, that second included. */
  validUntil: instant.nullable(),
});

export const readMyResult = defineRoute({
  service: 'result-desk',
  method: 'GET',
  path: '/v1/me',
  roles: ['resident'],
  scope: 'participant',
  summary: { zh: '我的结果', en: 'my result' },
  response: z.object({
    participantId: uuid,
    isDrill: z.boolean(),
    view: z.enum(residentViews),
    words: z.object({ zh: z.string(), en: z.string() }),
    /** Why the person is called back, when so. */
    reason: z.object({ zh: z.string(), en: z.string() }).nullable(),
    /** Where the specimen is: the seven stages of the tracker. */
    tracker: z.array(
      z.object({
        stage: z.enum(['sampled', 'sealed', 'handed', 'received', 'testing', 'reviewed', 'told']),
        zh: z.string(),
        en: z.string(),
        at: instant.nullable(),
      }),
    ),
    /** A sampled person never becomes an untested one: the proof of attendance comes from the scan. */
    attendedAt: instant.nullable(),
    proof,
    asOf: instant,
  }),
});
