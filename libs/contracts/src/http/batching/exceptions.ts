import { cursor, instant, pageLimit, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** Who has to clear it up: the manager of the site, whom the district's duty officer can hold to it. */
const owner = z.object({ role: z.literal('site-manager'), place: siteCode });

/** An act of a device that was not taken; with a `subjectId`, somebody was swabbed and must be found in another tube. */
const notTaken = z.object({
  kind: z.literal('not-taken'),
  act: z.string().nullable(),
  tubeId: tubeId.nullable(),
  subjectId: uuid.nullable(),
  /** A sealed tube of the campaign in which the person is; null while there is none. */
  foundIn: tubeId.nullable(),
  outcome: z.enum(['refused', 'conflict']),
  /** `DEVICE_SEQ_REUSED`: a device counts from the beginning again, as one does that was wiped. */
  code: z.string(),
  deviceId: uuid,
  actor: z.string(),
  owner,
  recordedAt: instant,
});

/** A person in two sealed tubes of one round. */
const secondTube = z.object({
  kind: z.literal('second-tube'),
  tubeId,
  earlierTubeId: tubeId,
  subjectId: uuid,
  owner,
  recordedAt: instant,
});

export const listExceptions = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/exceptions',
  roles: ['site-manager', 'cdc-duty'],
  scope: 'site',
  scopeByRole: { 'cdc-duty': 'district' },
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing' },
  summary: { zh: '本点待查：未收录的扫码、同轮两管', en: 'what a site has to clear up: acts not taken, second tubes' },
  query: z.object({ cursor: cursor.optional(), limit: pageLimit(50, 200) }),
  response: z.object({
    exceptions: z.array(z.discriminatedUnion('kind', [notTaken, secondTube])),
    next: z.string().optional(),
  }),
});
