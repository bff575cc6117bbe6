import { finding, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

export const listEscalations = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/escalations',
  roles: ['cdc-duty', 'command-centre', 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing' },
  summary: { zh: '警报台账', en: 'the ledger of alerts' },
  response: z.object({
    escalations: z.array(
      z.object({
        escalationId: uuid,
        tubeId,
        resultVersion: z.int(),
        finding,
        siteCode,
        state: z.enum(['open', 'queued', 'acknowledged', 'revoked']),
        members: z.int(),
        acknowledgedMembers: z.int(),
        openedAt: instant,
        /** The machine's acknowledgement (系统已接收). */
        receivedAt: instant.nullable(),
        /** A person's taking over (有人接手). */
        takenAt: instant.nullable(),
        rung: z.int(),
        attempt: z.int(),
      }),
    ),
    next: z.string().optional(),
  }),
});
