import { cursor, instant, pageLimit, purpose, sha256, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

export const readTube = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/tubes/:tubeId',
  roles: ['sampler', 'site-manager', 'auditor'],
  scope: 'site',
  // An auditor follows a tube through every site; who is in it stands nowhere in the answer.
  scopeByRole: { auditor: 'none' },
  object: { kind: 'tube', by: 'tubeId', unseen: 'NOT_FOUND' },
  summary: { zh: '试管时间线', en: 'the life of a tube at the site' },
  response: z.object({
    tubeId,
    siteCode,
    state: z.string(),
    capacity: z.int(),
    specimens: z.int(),
    purpose,
    batchId: uuid.nullable(),
    custody: z.array(
      z.object({
        seq: z.int(),
        step: z.string(),
        actor: z.string(),
        place: z.string(),
        recordedAt: instant,
        hash: sha256,
      }),
    ),
  }),
});

export const listTubes = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/tubes',
  roles: ['sampler', 'site-manager'],
  scope: 'site',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing' },
  summary: { zh: '本点试管（可按状态）', en: 'tubes of a site, by state' },
  query: z.object({
    state: z.enum(['opened', 'sealed', 'boxed', 'handed', 'void']).optional(),
    cursor: cursor.optional(),
    limit: pageLimit(50, 200),
  }),
  response: z.object({
    tubes: z.array(
      z.object({ tubeId, state: z.string(), specimens: z.int(), capacity: z.int(), purpose, openedAt: instant }),
    ),
    next: z.string().optional(),
  }),
});
