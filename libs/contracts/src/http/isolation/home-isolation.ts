import { instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/**
 * An infected person stays at home instead of being fetched, where the valid pack says so: by the same people who order a
 * transfer, on the verifying result, for the days of the pack. Vehicle and room are not needed; cadre, doctor, calls,
 * temperatures and test days are those of every isolation.
 */
export const isolateAtHome = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/cases/:caseId/home-isolation',
  roles: ['isolation-officer', 'cdc-duty'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'case', by: 'caseId', unseen: 'CASE_UNKNOWN' },
  summary: {
    zh: '政策包允许时，为复核阳性者下达居家隔离',
    en: 'order isolation at home of a verified case, where the pack allows it',
  },
  request: z.object({}),
  response: z.object({
    /** One for each stage of the pack's rule. */
    measureIds: z.array(uuid).min(1),
    endsAt: instant,
  }),
});
