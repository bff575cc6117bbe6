import { cursor, finding, instant, labCode, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** Tubes to be tested again, by their clock. `?cursor=` */
export const listRetests = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/retests',
  roles: ['lab', 'lab-supervisor', 'cdc-duty'],
  scope: 'lab',
  scopeByRole: { 'cdc-duty': 'district' },
  summary: { zh: '待复测试管', en: 'tubes to be tested again' },
  query: z.object({ cursor: cursor.optional() }),
  response: z.object({
    retests: z.array(
      z.object({
        tubeId,
        resultVersion: z.int(),
        campaignId: uuid,
        siteCode,
        finding: finding.nullable(),
        reason: z.enum(['pool-discordant']),
        owner: z.object({ role: z.literal('lab-supervisor'), place: labCode }),
        requestedAt: instant,
        dueAt: instant,
        nextStep: z.object({ zh: z.string(), en: z.string() }),
      }),
    ),
    next: z.string().optional(),
  }),
});

/** The second test found the same. Another finding is a correction, with its two supervisors. */
export const confirmRetest = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/retests/:tubeId/confirm',
  roles: ['lab-supervisor'],
  scope: 'lab',
  object: { kind: 'tube', by: 'tubeId', unseen: 'TUBE_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '复测结果相同', en: 'say that a second test found the same' },
  request: z.object({ resultVersion: z.int().min(1) }),
  response: z.object({ tubeId, resultVersion: z.int(), answeredAt: instant }),
});

/** Boxes on their way to the caller's laboratory, those with recollection tubes first. `?cursor=` */
export const listComingBoxes = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/coming-boxes',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  summary: { zh: '在途样本箱（复采优先）', en: 'boxes on their way, recollection tubes first' },
  query: z.object({}),
  response: z.object({
    boxes: z.array(
      z.object({
        batchId: uuid,
        campaignId: uuid,
        siteCode,
        sealNumber: z.string(),
        tubes: z.int(),
        /** Recollection tubes in it; more than none makes the box a priority. */
        priorityTubes: z.int(),
        /** Tubes for which somebody waits in a room at a gate or a fever clinic. */
        awaitedTubes: z.int(),
        isPriority: z.boolean(),
        handedAt: instant,
      }),
    ),
  }),
});
