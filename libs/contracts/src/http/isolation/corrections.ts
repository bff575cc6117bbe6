import { actor, cursor, districtCode, finding, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** One detection that the laboratory took back, and what became of the people whom it had named. */
const correction = z.object({
  tubeId,
  escalationId: uuid,
  campaignId: uuid,
  siteCode,
  districtCode,
  finding,
  /** The version that does not stand, and the one that replaced it. */
  resultVersion: z.int(),
  replacedByVersion: z.int(),
  withdrawnAt: instant,
  withdrawnBy: actor,
  /** Whom it had named; whose case was revoked because of it; whose case goes on because of something else. */
  people: z.int(),
  revoked: z.int(),
  goOn: z.int(),
  /** Apologies that went out, arrived, or could not be brought to anybody. */
  told: z.int(),
  delivered: z.int(),
  failed: z.int(),
  /** Revoked people of whom nothing is known yet. */
  waiting: z.int(),
});

/** `?campaign=&cursor=`; newest first. */
export const listCorrections = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/corrections',
  roles: ['cdc-duty', 'command-centre', 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  summary: { zh: '更正清单（撤回的初筛阳性）', en: 'withdrawn detections, and who was told' },
  query: z.object({ campaign: uuid.optional(), cursor: cursor.optional() }),
  response: z.object({
    corrections: z.array(correction),
    totals: z.object({ corrections: z.int(), people: z.int(), revoked: z.int(), told: z.int(), waiting: z.int() }),
    asOf: instant,
    next: z.string().optional(),
  }),
});
