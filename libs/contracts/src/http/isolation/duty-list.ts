import {
  cursor,
  finding,
  instant,
  purpose,
  recollectionCause,
  siteCode,
  tubeId,
  uuid,
  words,
} from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { ladderRoles } from '@lib/vocabulary';
import { z } from 'zod';

export const caseState = z.enum(['open', 'held', 'verified', 'cleared', 'revoked']);

export const dutyCase = z.object({
  caseId: uuid,
  participantId: uuid,
  position: z.int(),
  state: caseState,
  nextStep: words,
  dueAt: instant.nullable(),
});

export const dutyAlert = z.object({
  escalationId: uuid,
  campaignId: uuid,
  tubeId,
  resultVersion: z.int(),
  finding,
  purpose,
  siteCode,
  districtCode: z.string(),
  /** Why this is on the list, in the words staff may use. */
  why: words,
  nextStep: words,
  raisedAt: instant,
  receivedAt: instant,
  takenBy: z.string().nullable(),
  takenAt: instant.nullable(),
  dueAt: instant,
  cases: z.array(dutyCase),
});

/** Every role that the ladder of a silent alert calls: none of them may be called to a list that it cannot open. */

/** `?campaign=&state=waiting|taken|all&cursor=`; the command centre, bound to no district, sees all of them. */
export const readDutyList = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/duty-list',
  roles: ladderRoles,
  scope: 'district',
  scopeByRole: { 'command-centre': 'none' },
  summary: { zh: '值班清单', en: 'the duty list' },
  query: z.object({
    campaign: uuid.optional(),
    state: z.enum(['waiting', 'taken', 'all']).default('all'),
    cursor: cursor.optional(),
  }),
  response: z.object({ alerts: z.array(dutyAlert), asOf: instant, next: z.string().optional() }),
});

export const takeAlert = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/alerts/:escalationId/take',
  roles: ladderRoles,
  scope: 'district',
  scopeByRole: { 'command-centre': 'none' },
  object: { kind: 'alert', by: 'escalationId', unseen: 'ALERT_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '接手警报', en: 'take an alert over' },
  request: z.object({}),
  response: z.object({
    escalationId: uuid,
    takenBy: z.string(),
    takenAt: instant,
    cases: z.int(),
    recollections: z.int(),
    /** How many holds began; 0 when no policy pack is valid. */
    holds: z.int(),
  }),
});

/** People of tubes that will never give a result. `?campaign=&cursor=` */
export const listCallBacks = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/call-backs',
  roles: ['cdc-duty', 'isolation-officer', 'site-manager'],
  scope: 'district',
  scopeByRole: { 'site-manager': 'site' },
  summary: { zh: '重采召回清单', en: 'people to be called back' },
  query: z.object({ campaign: uuid.optional(), cursor: cursor.optional() }),
  response: z.object({
    callBacks: z.array(
      z.object({
        orderId: uuid,
        participantId: uuid,
        tubeId,
        siteCode,
        cause: recollectionCause,
        owner: z.string(),
        state: z.enum(['open', 'collected', 'answered']),
        dueAt: instant,
        /** Of a household's tube: whoever is called, calls them together. */
        isHousehold: z.boolean(),
      }),
    ),
    next: z.string().optional(),
  }),
});

/** Everything that was decided about one case, and everything that was not done and why. */
export const readCaseHistory = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/cases/:caseId/history',
  roles: ['cdc-duty', 'isolation-officer', 'auditor'],
  scope: 'district',
  scopeByRole: { auditor: 'none' },
  object: { kind: 'case', by: 'caseId', unseen: 'CASE_UNKNOWN' },
  summary: { zh: '处置单经过', en: 'the history of a case' },
  response: z.object({
    caseId: uuid,
    participantId: uuid,
    state: caseState,
    lines: z.array(
      z.object({
        act: z.string(),
        reason: z.string(),
        fromState: z.string().nullable(),
        toState: z.string().nullable(),
        tubeId: tubeId.nullable(),
        resultVersion: z.int().nullable(),
        actor: z.string(),
        recordedAt: instant,
      }),
    ),
  }),
});
