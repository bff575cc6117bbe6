import { actor, cursor, finding, instant, siteCode, tubeId, uuid, words } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { boardColumns, callOutcomes, measureKinds, roles, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

const column = z.enum(wordsOf(boardColumns));
const outcome = z.enum(callOutcomes);
const role = z.enum(wordsOf(roles));

/** Who reads the board: those who work on people of their own district. */
const boardRoles = ['cdc-duty', 'isolation-officer', 'epidemiologist', 'district-liaison'] as const;
const ofDistrict = { service: 'isolation', roles: boardRoles, scope: 'district' } as const;

/** A step of a case on the board: the task of that kind which is open, else the one that ended last. */
export const boardEdge = z.object({
  taskId: uuid,
  kind: z.string(),
  kindWords: words,
  state: z.enum(['open', 'done', 'cancelled']),
  ownerRole: role,
  ownerPerson: actor.nullable(),
  /** Whom it is offered to, a person or a role; it stays the owner's until accepted. */
  offeredTo: z.string().nullable(),
  dueAt: instant,
  isOverdue: z.boolean(),
  outcome: z.string().nullable(),
  version: z.int().min(1),
});

/** One person on the board, by pseudonym; a name is shown by registration after an audited reveal. */
export const boardCard = z.object({
  caseId: uuid,
  campaignId: uuid,
  participantId: uuid,
  state: z.enum(['open', 'verified', 'cleared', 'revoked']),
  column,
  /** The lane: the tube of the newest detection that stands. */
  tubeId,
  escalationId: uuid,
  position: z.int(),
  /** How many other detected tubes name this person. */
  otherTubes: z.int(),
  siteCode,
  /** When the result landed; the timer runs from here to `firstContactAt`, or to now while that is empty. */
  raisedAt: instant,
  firstContactAt: instant.nullable(),
  /** The clock that runs out first among the open steps; null when none is open. */
  dueAt: instant.nullable(),
  dueKind: z.string().nullable(),
  isOverdue: z.boolean(),
  /** Who has the step that is due first: a role always, the person once somebody took it. */
  ownerRole: role.nullable(),
  ownerPerson: actor.nullable(),
  edges: z.array(boardEdge),
  measures: z.array(z.object({ measureId: uuid, kind: z.enum(wordsOf(measureKinds)), endsAt: instant })),
  order: z.object({ orderId: uuid, state: z.string(), dueAt: instant }).nullable(),
  calls: z.object({ total: z.int(), unreached: z.int(), last: outcome.nullable(), lastAt: instant.nullable() }),
  /** The same for people of one household; null when nobody said that they live together. */
  householdKey: uuid.nullable(),
  /** Grows with every change of the case, its steps and its calls; given back with a move. */
  version: z.int().min(1),
});
export type BoardCard = z.output<typeof boardCard>;

export const boardLane = z.object({
  tubeId,
  escalationId: uuid,
  resultVersion: z.int(),
  finding,
  siteCode,
  raisedAt: instant,
  takenBy: actor.nullable(),
  /** Whom the alert is offered to. */
  offeredTo: z.string().nullable(),
  isWithdrawn: z.boolean(),
  /** The site closed the tube because a household was complete: call and see them together. */
  isHousehold: z.boolean(),
});

/**
 * `?campaign=&tube=&owner=&column=&overdue=yes&since=&cursor=`. `owner` is a duty name, or `none` for what nobody took.
 * `since` is an `asOf` of before: only the cards that changed after it come. Ended cards stay for 24 h.
 */
export const readBoard = defineRoute({
  ...ofDistrict,
  method: 'GET',
  path: '/v1/cases/board',
  summary: { zh: '隔离看板', en: 'the board of cases' },
  query: z.object({
    campaign: uuid.optional(),
    tube: tubeId.optional(),
    owner: actor.optional(),
    column: column.optional(),
    overdue: z.enum(['yes', 'no']).default('no'),
    since: instant.optional(),
    cursor: cursor.optional(),
  }),
  response: z.object({
    /** Of everybody whom the filter leaves, not of this page alone; empty on later pages and with `since`. */
    columns: z.array(z.object({ column, words, cards: z.int(), overdue: z.int() })),
    lanes: z.array(boardLane),
    cards: z.array(boardCard),
    asOf: instant,
    next: z.string().optional(),
  }),
});

/** Says `changed` with an `asOf` when something on the caller's board changed; the page then reads with `since`. */
export const streamBoard = defineRoute({
  ...ofDistrict,
  method: 'GET',
  path: '/v1/cases/board/stream',
  isStream: true,
  summary: { zh: '看板变化的实时通知', en: 'a sign whenever the board changed' },
});

/** An act on one card; the caller gives back the version that they saw, and a refusal names who changed it since. */
const onCase = {
  ...ofDistrict,
  method: 'POST',
  isIdempotent: true,
  object: { kind: 'case', by: 'caseId', unseen: 'CASE_UNKNOWN' },
} as const;

/**
 * "Move to…": the real act of the step. `listed` takes the alert of the tube; `contact` takes the case into one's own
 * hand; `held` records that the person was reached; `recollection` records that the person stays where they are. The
 * columns after it follow from facts (a sealed tube, a result) or from acts with a form of their own (transfer, vehicle,
 * room), and say so when asked. A step that somebody has is done by them; until then by its role, or an overseer.
 */
export const moveCase = defineRoute({
  ...onCase,
  path: '/v1/cases/:caseId/move',
  summary: { zh: '移到…', en: 'move a card: the real act of that step' },
  request: z.object({ to: column, expectedVersion: z.int().min(1) }),
  response: z.object({ card: boardCard }),
});

/** A call to a person, by the key pressed; reached ends the step, three that reach nobody send somebody to the door. */
export const recordCall = defineRoute({
  ...onCase,
  path: '/v1/cases/:caseId/calls',
  summary: { zh: '记录一次电话', en: 'record how a call ended' },
  request: z.object({ outcome, expectedVersion: z.int().min(1) }),
  response: z.object({ card: boardCard, doorKnock: z.boolean() }),
});

const onAlert = {
  ...ofDistrict,
  method: 'POST',
  isIdempotent: true,
  object: { kind: 'alert', by: 'escalationId', unseen: 'ALERT_UNKNOWN' },
} as const;
const alertOwner = z.object({
  escalationId: uuid,
  takenBy: actor.nullable(),
  offeredTo: z.string().nullable(),
  /** How many open steps of its members are now the caller's. */
  edges: z.int(),
});

/** By whoever has it, or by a colleague of the district for one who cannot. */
export const offerAlert = defineRoute({
  ...onAlert,
  path: '/v1/alerts/:escalationId/offer',
  summary: { zh: '移交警报（待对方接受）', en: 'offer a taken alert, with the open steps of its people' },
  request: z.object({ toPerson: actor }),
  response: alertOwner,
});

export const acceptAlert = defineRoute({
  ...onAlert,
  path: '/v1/alerts/:escalationId/accept',
  summary: { zh: '接受移交的警报', en: 'accept an alert that is offered' },
  request: z.object({}),
  response: alertOwner,
});

export const declineAlert = defineRoute({
  ...onAlert,
  path: '/v1/alerts/:escalationId/decline',
  summary: { zh: '谢绝或撤回移交的警报', en: 'decline an alert that is offered, or take the offer back' },
  request: z.object({}),
  response: alertOwner,
});
