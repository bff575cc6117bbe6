import { actor, cursor, districtCode, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { dispatchKinds } from '@lib/contracts/jobs/deliver-dispatch.v1';
import { defineRoute } from '@lib/contracts/route';
import { dutyRoles, roles, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

const role = z.enum(wordsOf(roles));

/** One call of a dispatch: on which rung, whom, and why. Without a person nobody was on that duty. */
const dispatchCall = z.object({
  rung: z.int(),
  role,
  person: z.string().nullable(),
  calledAt: instant,
  reason: z.enum([
    ...(['opened', 'nobody-took-it', 'nobody-on-duty', 'duty-ended', 'came-on-duty', 'job-failed'] as const),
  ]),
});

const offer = z.object({ role, person: z.string().nullable(), by: z.string(), since: instant });

const dispatch = z.object({
  dispatchId: uuid,
  kind: z.enum(dispatchKinds),
  words: z.object({ zh: z.string(), en: z.string() }),
  campaignId: uuid,
  escalationId: uuid.nullable(),
  taskId: uuid.nullable(),
  tubeId: tubeId.nullable(),
  siteCode,
  districtCode,
  /** The community that it is for; null for the whole district, and while nobody has told where people live. */
  divisionCode: z.string().nullable(),
  standsIn: z.boolean(),
  openedAt: instant,
  /** The machine's acknowledgement (系统已接收). */
  receivedAt: instant.nullable(),
  /** When a call about it is first known to have reached somebody (已送达): a receiver's word, or a person who saw it. */
  deliveredAt: instant.nullable(),
  /** A person's taking over (有人接手). */
  takenAt: instant.nullable(),
  takenBy: z.string().nullable(),
  owner: z.object({ role, person: z.string().nullable(), since: instant }),
  /** Whom its ladder calls, from the first rung: whoever may take it. */
  roles: z.array(role),
  /** To whom the owner wants to hand it; the owner stays the owner until they accept. */
  offer: offer.nullable(),
  rung: z.int(),
  nextRungAt: instant.nullable(),
  calls: z.array(dispatchCall),
  version: z.int(),
});

const atDistrict = {
  service: 'notification',
  roles: [...dutyRoles],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', 'site-manager': 'site' },
} as const;

/** `?campaign=&state=waiting|taken|all&cursor=`; those of the caller's own district, newest first; `mine=true`: only what the caller owns or is offered. */
export const listDispatches = defineRoute({
  ...atDistrict,
  roles: [...dutyRoles, 'auditor'],
  scopeByRole: { 'command-centre': 'none', 'site-manager': 'site', auditor: 'none' },
  method: 'GET',
  path: '/v1/dispatches',
  summary: { zh: '派单清单', en: 'dispatches of the district' },
  query: z.object({
    campaign: uuid.optional(),
    state: z.enum(['waiting', 'taken', 'all']).default('waiting'),
    mine: z.enum(['true', 'false']).default('false'),
    cursor: cursor.optional(),
  }),
  response: z.object({ dispatches: z.array(dispatch), asOf: instant, next: z.string().optional() }),
});

const ofDispatch = {
  ...atDistrict,
  method: 'POST',
  object: { kind: 'dispatch', by: 'dispatchId', unseen: 'DISPATCH_UNKNOWN' },
  isIdempotent: true,
} as const;

/** What a caller saw, so that nobody acts on an owner who has changed meanwhile. */
const expectedVersion = z.int().min(1).optional();

const owned = z.object({
  dispatchId: uuid,
  owner: z.object({ role, person: z.string().nullable() }),
  takenAt: instant.nullable(),
  version: z.int(),
});

/** Somebody takes a dispatch over: the ladder stops, and the clock of the machine was another one. */
export const takeDispatch = defineRoute({
  ...ofDispatch,
  path: '/v1/dispatches/:dispatchId/take',
  summary: { zh: '接手派单', en: 'take a dispatch over' },
  request: z.object({ expectedVersion }),
  response: owned,
});

/** The owner asks somebody else to take it; nothing changes until they do. */
export const offerDispatch = defineRoute({
  ...ofDispatch,
  path: '/v1/dispatches/:dispatchId/offer',
  summary: { zh: '转交派单（待接受）', en: 'offer a dispatch to somebody else' },
  request: z.object({ expectedVersion, toRole: z.enum(dutyRoles), toPerson: actor.optional() }),
  response: owned,
});

export const acceptDispatch = defineRoute({
  ...ofDispatch,
  path: '/v1/dispatches/:dispatchId/accept',
  summary: { zh: '接受转交', en: 'accept a dispatch that was offered' },
  request: z.object({ expectedVersion }),
  response: owned,
});

export const declineDispatch = defineRoute({
  ...ofDispatch,
  path: '/v1/dispatches/:dispatchId/decline',
  summary: { zh: '拒绝转交', en: 'decline a dispatch that was offered' },
  request: z.object({ expectedVersion }),
  response: owned,
});
