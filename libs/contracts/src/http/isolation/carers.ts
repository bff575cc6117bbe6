import { actor, districtCode, instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { carerRoles } from '@lib/vocabulary';
import { z } from 'zod';

const keepers = ['district-liaison', 'isolation-officer'] as const;
const role = z.enum(carerRoles);

/** Who may be asked to look after people. Taking somebody off the list asks the next one for whoever they had. */
export const putCarers = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/carers',
  roles: keepers,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'district', by: 'districtCode', unseen: 'NOT_FOUND' },
  summary: { zh: '登记包保人员', en: 'list who looks after people' },
  bodyLimitBytes: 100_000,
  request: z.object({
    districtCode,
    carers: z
      .array(z.object({ person: actor, role, isListed: z.boolean().default(true) }))
      .min(1)
      .max(500),
  }),
  response: z.object({ listed: z.int(), ended: z.int(), asked: z.int() }),
});

export const listCarers = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/carers',
  roles: [...keepers, 'cdc-duty', 'auditor'],
  scope: 'district',
  scopeByRole: { auditor: 'none' },
  summary: { zh: '包保人员与负荷', en: 'who looks after people, and how many each' },
  response: z.object({
    carers: z.array(
      z.object({ person: z.string(), role, districtCode, accepted: z.int(), proposed: z.int(), isListed: z.boolean() }),
    ),
    asOf: instant,
  }),
});

/** Asks a named person; with one who has it already, a transfer, which takes effect when the new one accepts. */
export const askCarer = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/isolation-orders/:isolationOrderId/carers',
  roles: [...keepers, 'community-cadre', 'doctor'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'isolation-order', by: 'isolationOrderId', unseen: 'ISOLATION_ORDER_UNKNOWN' },
  summary: { zh: '指派或移交包保人', en: 'ask somebody to look after a person' },
  request: z.object({ role, person: actor }),
  response: z.object({ assignmentId: uuid }),
});

export const answerAssignment = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/assignments/:assignmentId/answer',
  roles: carerRoles,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'assignment', by: 'assignmentId', unseen: 'ASSIGNMENT_UNKNOWN' },
  summary: { zh: '接受或谢绝包保', en: 'accept or decline to look after a person' },
  request: z.object({ isAccepted: z.boolean() }),
  response: z.object({ assignmentId: uuid, state: z.enum(['accepted', 'declined']) }),
});
