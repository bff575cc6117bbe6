import { instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { measureCategories, measureKinds, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

export const readMeasureBoard = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/measures',
  roles: ['command-centre', 'admin', 'cdc-duty', 'auditor'],
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing', isOfAll: true },
  summary: { zh: '措施、超期与异议计数', en: 'measures, overruns and objections, counted' },
  response: z.object({
    campaignId: uuid,
    started: z.int(),
    inForce: z.int(),
    /** Measures that continue another one. */
    continued: z.int(),
    /** Past their own end by more than a minute and not told as ended, or ended later than they said: to be 0. */
    overrun: z.int(),
    lifted: z.int(),
    appeals: z.int(),
    appealsOpen: z.int(),
    appealsLate: z.int(),
    appealsWon: z.int(),
    /** What is in force now, by kind and by the category of the person. */
    inForceBy: z.array(
      z.object({
        kind: z.enum(wordsOf(measureKinds)),
        category: z.enum(wordsOf(measureCategories)),
        measures: z.int(),
      }),
    ),
    /** Clocks of tasks, by kind of task: how many ran over, and how many of those are over it still. */
    overruns: z.array(z.object({ kind: z.string(), total: z.int(), open: z.int() })),
    asOf: instant,
  }),
});
