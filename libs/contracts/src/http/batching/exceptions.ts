import { cursor, instant, pageLimit, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** An act of a device that was not taken; with a `subjectId`, somebody was swabbed and must be found in another tube. */
const notTaken = z.object({
  kind: z.literal('not-taken'),
  act: z.string().nullable(),
  tubeId: tubeId.nullable(),
  subjectId: uuid.nullable(),
  /** A sealed tube of the campaign in which the person is; null while there is none. */
  foundIn: tubeId.nullable(),
  outcome: z.enum(['refused', 'conflict']),
  code: z.string(),
  actor: z.string(),
  recordedAt: instant,
});

/** A person in two sealed tubes of one round. */
const secondTube = z.object({
  kind: z.literal('second-tube'),
  tubeId,
  earlierTubeId: tubeId,
  subjectId: uuid,
  recordedAt: instant,
});

export const listExceptions = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/exceptions',
  roles: ['site-manager'],
  scope: 'site',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing' },
  summary: { zh: '本点待查：未收录的扫码、同轮两管', en: 'what a site has to clear up: acts not taken, second tubes' },
  query: z.object({ cursor: cursor.optional(), limit: pageLimit(50, 200) }),
  response: z.object({
    exceptions: z.array(z.discriminatedUnion('kind', [notTaken, secondTube])),
    next: z.string().optional(),
  }),
});
