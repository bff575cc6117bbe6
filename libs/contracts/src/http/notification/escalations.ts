import { cursor, districtCode, finding, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { dutyRole } from '@lib/contracts/http/notification/duties';
import { defineRoute } from '@lib/contracts/route';
import { ladderRoles } from '@lib/vocabulary';
import { z } from 'zod';

/** One call of a silent alert: on which rung, whom, and why. Without a person nobody was on that duty. */
export const call = z.object({
  rung: z.int(),
  role: dutyRole,
  person: z.string().nullable(),
  calledAt: instant,
  reason: z.enum([
    ...(['opened', 'nobody-took-it', 'nobody-on-duty', 'duty-ended', 'came-on-duty'] as const),
    /** A job about it failed for good: somebody has to look why, while the ledger rings on. */
    'job-failed',
  ]),
});

/** `?state=waiting|taken|all&cursor=`; newest first, also what isolation has not received yet. */
export const listEscalations = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/escalations',
  roles: [...ladderRoles, 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing' },
  summary: { zh: '警报台账', en: 'the ledger of alerts' },
  query: z.object({ cursor: cursor.optional(), state: z.enum(['waiting', 'taken', 'all']).default('all') }),
  response: z.object({
    escalations: z.array(
      z.object({
        escalationId: uuid,
        tubeId,
        resultVersion: z.int(),
        finding,
        siteCode,
        districtCode,
        state: z.enum(['open', 'queued', 'acknowledged', 'revoked']),
        members: z.int(),
        acknowledgedMembers: z.int(),
        /** Share of alarming rows in the file; above the policy's limit nothing greys until a person says so. */
        alarmShareOfUpload: z.number(),
        openedAt: instant,
        /** The machine's acknowledgement (系统已接收). */
        receivedAt: instant.nullable(),
        /** A person's taking over (有人接手). */
        takenAt: instant.nullable(),
        takenBy: z.string().nullable(),
        /** Who answers for it now: whoever took it, else whoever was called last; the role alone in a gap of the roster. */
        owner: z.object({ role: dutyRole, person: z.string().nullable(), since: instant }),
        rung: z.int(),
        /** When silence climbs on; null at the top, and once it is taken. */
        nextRungAt: instant.nullable(),
        calls: z.array(call),
        attempt: z.int(),
      }),
    ),
    asOf: instant,
    next: z.string().optional(),
  }),
});
