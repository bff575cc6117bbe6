import { cursor, instant, siteCode, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** Places and goods of detected tubes. `?campaign=&cursor=` The oldest first. */
export const listDisinfections = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/disinfections',
  roles: ['cdc-duty', 'isolation-officer', 'district-liaison'],
  scope: 'district',
  summary: { zh: '待消毒清单', en: 'places and goods to be disinfected' },
  query: z.object({ campaign: uuid.optional(), cursor: cursor.optional() }),
  response: z.object({
    disinfections: z.array(
      z.object({
        escalationId: uuid,
        position: z.int(),
        subjectKind: z.enum(['place', 'goods']),
        subjectId: uuid,
        siteCode,
        owner: z.object({ role: z.string(), place: z.string() }),
        dueAt: instant,
        listedAt: instant,
      }),
    ),
    asOf: instant,
    next: z.string().optional(),
  }),
});
