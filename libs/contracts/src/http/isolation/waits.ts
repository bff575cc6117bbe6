import { cursor, districtCode, instant, siteCode, tubeId, uuid, words } from '@lib/contracts/fields';
import { decree } from '@lib/contracts/http/isolation/bases';
import { defineRoute } from '@lib/contracts/route';
import { waitEnds, waitSettings, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** Held until the result is there (orders 17, 18): at a fever clinic or a gate, alone, under a clock of its own. */
const setting = z.enum(wordsOf(waitSettings));
const siteStaff = ['doctor', 'site-manager', 'gate-checker'] as const;
const bound = { doctor: 'district' } as const;

/** The first of two signatures under an order about a place; the second is that of any order of an authority. */
export const signWaitingOrder = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/waiting-orders',
  roles: ['cdc-duty', 'command-centre'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none' },
  isIdempotent: true,
  object: { kind: 'site', by: 'siteCode', unseen: 'SITE_UNKNOWN' },
  summary: { zh: '签署留观命令（第一人）', en: 'sign an order about a place where people wait' },
  request: z.object({
    campaignId: uuid,
    ...decree,
    setting,
    siteCode,
    /** At most 31 days from now; an order that nobody renews ends. */
    validUntil: instant,
  }),
  response: z.object({ orderId: uuid }),
});

export const waitView = z.object({
  waitId: uuid,
  campaignId: uuid,
  participantId: uuid,
  tubeId,
  setting,
  siteCode,
  districtCode,
  /** Null: the person waits of their own will and may go at any time. */
  measureId: uuid.nullable(),
  stayId: uuid.nullable(),
  begunBy: z.string(),
  begunAt: instant,
  endsAt: instant,
  endedAt: instant.nullable(),
  endedBecause: z.enum(wordsOf(waitEnds)).nullable(),
  answeredAt: instant.nullable(),
  /** True when the clock is over and the laboratory still owes the result. */
  isOverdue: z.boolean(),
});

export const beginWait = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/waits',
  roles: siteStaff,
  scope: 'site',
  scopeByRole: bound,
  isIdempotent: true,
  object: { kind: 'site', by: 'siteCode', unseen: 'SITE_UNKNOWN' },
  summary: { zh: '登记留观等待结果', en: 'begin to wait for a result' },
  request: z.object({
    campaignId: uuid,
    participantId: uuid,
    /** The single tube that was drawn here. */
    tubeId,
    setting,
    siteCode,
    /** The single rooms of the site. Without one nobody is held. */
    pointId: uuid.optional(),
    /** True: the person stays because they want to; nothing is ordered. */
    isVoluntary: z.boolean().default(false),
  }),
  response: z.object({
    waitId: uuid,
    measureId: uuid.nullable(),
    stayId: uuid.nullable(),
    endsAt: instant,
    neverBlocked: words,
  }),
});

/** A doctor's named decision; a wait of one's own will is ended by whoever is at the site. */
export const endWait = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/waits/:waitId/end',
  roles: siteStaff,
  scope: 'site',
  scopeByRole: bound,
  isIdempotent: true,
  object: { kind: 'wait', by: 'waitId', unseen: 'WAIT_UNKNOWN' },
  summary: { zh: '提前结束留观', en: 'end a wait before its time' },
  request: z.object({}),
  response: z.object({ waitId: uuid, endedAt: instant }),
});

/** `?state=open|overdue|all&cursor=` */
export const listWaits = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/waits',
  roles: [...siteStaff, 'cdc-duty', 'isolation-officer', 'auditor'],
  scope: 'site',
  scopeByRole: { ...bound, 'cdc-duty': 'district', 'isolation-officer': 'district', auditor: 'none' },
  summary: { zh: '留观等待结果名单', en: 'who waits for a result' },
  query: z.object({ state: z.enum(['open', 'overdue', 'all']).default('open'), cursor: cursor.optional() }),
  response: z.object({ waits: z.array(waitView), asOf: instant, next: z.string().optional() }),
});
