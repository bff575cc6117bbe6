import { actor, cursor, districtCode, instant, labCode, siteCode, uuid, words } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { roles, wordsOf } from '@lib/vocabulary';
import type { Role } from '@lib/vocabulary';
import { z } from 'zod';

const role = z.enum(wordsOf(roles));
/** A code of a closed list; the list of each kind stands with the kind. */
const code = z.string().regex(/^[a-z][a-z-]{0,39}$/);

/** They see every task of their district, because they answer for it when nobody else does. */
export const overseers = ['cdc-duty', 'isolation-officer', 'district-liaison'] as const satisfies readonly Role[];

/** Whoever may own a task. Beside the overseers each sees what is theirs, offered to them, or waits for their role. */
export const taskRoles = [
  ...overseers,
  ...(['sampling-squad', 'community-cadre', 'doctor', 'epidemiologist', 'site-manager'] as const),
] as const satisfies readonly Role[];

/** What of a caller is compared with a task. */
const bound = { roles: taskRoles, scope: 'district', scopeByRole: { 'site-manager': 'site' } } as const;

export const taskView = z.object({
  taskId: uuid,
  kind: code,
  kindWords: words,
  /** One of the steps of a case that the board shows as a column. */
  isEdge: z.boolean(),
  campaignId: uuid,
  participantId: uuid.nullable(),
  caseId: uuid.nullable(),
  /** Id of what it is about. */
  subject: z.string(),
  sequence: z.int().min(1),
  siteCode,
  districtCode,
  labCode: labCode.nullable(),
  ownerRole: role,
  ownerPerson: actor.nullable(),
  takenAt: instant.nullable(),
  /** Offered and not yet accepted: it is still the owner's. */
  offer: z.object({ toRole: role.nullable(), toPerson: actor.nullable(), by: actor, at: instant }).nullable(),
  state: z.enum(['open', 'done', 'cancelled']),
  /** What ends it: its own act, its owner's word (`done`), or a fact of another room. */
  finishedBy: z.enum(['act', 'own-route', 'fact']),
  /** What `done` may say. */
  outcomes: z.array(code),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  openedAt: instant,
  beginsAt: instant,
  dueAt: instant,
  isOverdue: z.boolean(),
  overdueLevel: z.int().min(0),
  outcome: code.nullable(),
  endedAt: instant.nullable(),
  version: z.int().min(1),
});
export type TaskView = z.output<typeof taskView>;

/** `?campaign=&case=&kind=&state=open|ended|all&whose=all|mine|waiting&overdue=yes&cursor=`; those due first at the top. */
export const listTasks = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/tasks',
  ...bound,
  // Objections wait for an auditor, of any district; they end by being answered, not by a word here.
  roles: [...taskRoles, 'auditor'],
  scopeByRole: { ...bound.scopeByRole, auditor: 'none' },
  summary: { zh: '任务清单', en: 'tasks, those due first at the top' },
  query: z.object({
    campaign: uuid.optional(),
    case: uuid.optional(),
    kind: code.optional(),
    state: z.enum(['open', 'ended', 'all']).default('open'),
    /** `mine`: what I have or am offered; `waiting`: what nobody took. */
    whose: z.enum(['all', 'mine', 'waiting']).default('all'),
    overdue: z.enum(['yes', 'no']).default('no'),
    cursor: cursor.optional(),
  }),
  response: z.object({ tasks: z.array(taskView), asOf: instant, next: z.string().optional() }),
});

const onTask = {
  service: 'isolation',
  method: 'POST',
  ...bound,
  isIdempotent: true,
  object: { kind: 'task', by: 'taskId', unseen: 'TASK_UNKNOWN' },
} as const;

/** The version that the caller saw: when somebody changed the task since, the refusal names its owner. */
const seen = { expectedVersion: z.int().min(1) };
const answer = z.object({ task: taskView });

export const takeTask = defineRoute({
  ...onTask,
  path: '/v1/tasks/:taskId/take',
  summary: { zh: '接手任务', en: 'take a task that nobody has' },
  request: z.object(seen),
  response: answer,
});

/** By its owner, or by an overseer for an owner who cannot. */
export const offerTask = defineRoute({
  ...onTask,
  path: '/v1/tasks/:taskId/offer',
  summary: {
    zh: '移交任务（待对方接受）',
    en: 'offer a task to a person or a role; it stays the owner’s until accepted',
  },
  request: z
    .object({ ...seen, toPerson: actor.optional(), toRole: z.enum(taskRoles).optional() })
    .refine(({ toPerson, toRole }) => (toPerson === undefined) !== (toRole === undefined), {
      message: 'name a person or a role, one of them',
    }),
  response: answer,
});

export const acceptTask = defineRoute({
  ...onTask,
  path: '/v1/tasks/:taskId/accept',
  summary: { zh: '接受移交', en: 'accept what is offered: it is mine from now on' },
  request: z.object(seen),
  response: answer,
});

export const declineTask = defineRoute({
  ...onTask,
  path: '/v1/tasks/:taskId/decline',
  summary: { zh: '谢绝或撤回移交', en: 'decline what is offered, or take the offer back' },
  request: z.object(seen),
  response: answer,
});

export const endTask = defineRoute({
  ...onTask,
  path: '/v1/tasks/:taskId/done',
  summary: { zh: '办结任务', en: 'say how a task ended' },
  request: z.object({ ...seen, outcome: code.default('done') }),
  response: answer,
});
