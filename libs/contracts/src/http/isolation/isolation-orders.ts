import { cursor, instant, siteCode, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import {
  breachCodes,
  callOutcomes,
  careNeeds,
  carerRoles,
  feverOutcomes,
  measureCategories,
  measurePlaces,
  symptoms,
  temperatureTenths,
  wordsOf,
} from '@lib/vocabulary';
import { z } from 'zod';

/** What the house owes a person while isolation lasts: stages, two people who answer, calls, temperatures, swabs. */
export const orderStageView = z.object({
  /** The measure that this stage is: what a discharge, a lift or an objection names. */
  measureId: uuid,
  place: z.enum(wordsOf(measurePlaces)),
  startsAt: instant,
  endsAt: instant,
  state: z.enum(['coming', 'running', 'over']),
});

export const orderCheckView = z.object({
  kind: z.enum(['call', 'temperature', 'test']),
  day: z.int(),
  beginsAt: instant,
  dueAt: instant,
  state: z.enum(['due', 'done', 'missed', 'cancelled']),
});

export const orderCarerView = z.object({
  assignmentId: uuid,
  role: z.enum(carerRoles),
  person: z.string(),
  state: z.enum(['proposed', 'accepted']),
});

export const isolationOrderView = z.object({
  isolationOrderId: uuid,
  campaignId: uuid,
  category: z.enum(wordsOf(measureCategories)),
  siteCode,
  countedFrom: instant,
  startsAt: instant,
  /** The instant at which it ends by itself; that instant is no longer in it. */
  endsAt: instant,
  endedAt: instant.nullable(),
  endedBecause: z.string().nullable(),
  testsMissing: z.int(),
  releasedBy: z.string().nullable(),
  stages: z.array(orderStageView),
  carers: z.array(orderCarerView),
});

const staff = ['cdc-duty', 'isolation-officer', 'district-liaison', 'community-cadre', 'doctor'] as const;
const anOrder = { kind: 'isolation-order', by: 'isolationOrderId', unseen: 'ISOLATION_ORDER_UNKNOWN' } as const;

/** `?campaign=&state=open|all&cursor=`; of the caller's district. */
export const listIsolationOrders = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/isolation-orders',
  roles: [...staff, 'auditor'],
  scope: 'district',
  scopeByRole: { auditor: 'none' },
  summary: { zh: '隔离单清单', en: 'isolation orders' },
  query: z.object({
    campaign: uuid.optional(),
    state: z.enum(['open', 'all']).default('open'),
    cursor: cursor.optional(),
  }),
  response: z.object({
    orders: z.array(isolationOrderView.extend({ participantId: uuid })),
    asOf: instant,
    next: z.string().optional(),
  }),
});

export const readIsolationOrder = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/isolation-orders/:isolationOrderId',
  roles: [...staff, 'auditor'],
  scope: 'district',
  scopeByRole: { auditor: 'none' },
  object: anOrder,
  summary: { zh: '一张隔离单', en: 'one isolation order' },
  response: isolationOrderView.extend({
    participantId: uuid,
    checks: z.array(orderCheckView),
    acts: z.array(
      z.object({
        act: z.string(),
        actor: z.string(),
        detail: z.record(z.string(), z.unknown()),
        isPaper: z.boolean(),
        capturedAt: instant,
        recordedAt: instant,
      }),
    ),
    asOf: instant,
  }),
});

/** One's own, with the words of the page. */
export const readMyOrders = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/my-orders',
  roles: ['resident'],
  scope: 'participant',
  summary: { zh: '我的隔离安排', en: 'what is owed to me while I am isolated' },
  response: z.object({
    orders: z.array(
      isolationOrderView
        .omit({ carers: true, testsMissing: true, releasedBy: true, endedBecause: true })
        .extend({ tests: z.array(orderCheckView), hasCadre: z.boolean(), hasDoctor: z.boolean() }),
    ),
    asOf: instant,
  }),
});

/** Entered from paper: when it really was. The day that it belongs to is the day of that instant. */
const whenItWas = { capturedAt: instant.optional(), isPaper: z.boolean().default(false) };
const recorded = z.object({ actId: uuid, state: z.enum(['done', 'open', 'unasked']), taskIds: z.array(uuid) });
const anAct = { service: 'isolation', method: 'POST', scope: 'district', isIdempotent: true, object: anOrder } as const;

export const recordCall = defineRoute({
  ...anAct,
  path: '/v1/isolation-orders/:isolationOrderId/calls',
  roles: ['community-cadre', 'isolation-officer', 'cdc-duty'],
  summary: { zh: '登记电话随访', en: 'record a call' },
  request: z.object({
    outcome: z.enum(callOutcomes),
    symptoms: z
      .array(z.enum(wordsOf(symptoms)))
      .max(8)
      .default([]),
    needs: z
      .array(z.enum(wordsOf(careNeeds)))
      .max(7)
      .default([]),
    ...whenItWas,
  }),
  response: recorded,
});

export const recordTemperature = defineRoute({
  ...anAct,
  path: '/v1/isolation-orders/:isolationOrderId/temperatures',
  roles: ['doctor', 'community-cadre'],
  summary: { zh: '登记体温', en: 'record a temperature' },
  request: z.object({
    /** Tenths of a degree Celsius: 365 is 36.5 °C. */
    tenths: z.int().min(temperatureTenths.min).max(temperatureTenths.max),
    ...whenItWas,
  }),
  response: recorded.extend({ isFever: z.boolean() }),
});

export const decideFever = defineRoute({
  ...anAct,
  path: '/v1/isolation-orders/:isolationOrderId/fever',
  roles: ['doctor'],
  summary: { zh: '发热处置决定', en: 'decide about a fever' },
  request: z.object({ outcome: z.enum(wordsOf(feverOutcomes)) }),
  response: z.object({ feverId: uuid, outcome: z.enum(wordsOf(feverOutcomes)) }),
});

export const recordBreach = defineRoute({
  ...anAct,
  path: '/v1/isolation-orders/:isolationOrderId/breaches',
  roles: ['community-cadre', 'doctor', 'isolation-officer', 'district-liaison'],
  summary: { zh: '登记违规', en: 'record a breach' },
  request: z.object({ code: z.enum(wordsOf(breachCodes)), ...whenItWas }),
  response: z.object({ actId: uuid, endsAt: instant }),
});

/** It says who looked at days and tests; the end comes at its own instant with or without it. */
export const signRelease = defineRoute({
  ...anAct,
  path: '/v1/isolation-orders/:isolationOrderId/release',
  roles: ['doctor', 'isolation-officer', 'cdc-duty'],
  summary: { zh: '签署解除', en: 'sign the release' },
  request: z.object({}),
  response: z.object({ isolationOrderId: uuid, endsAt: instant, releasedBy: z.string() }),
});
