import { cursor, instant, siteCode, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { contactKinds, measureCategories, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** The two bases besides a person's own result: a contact that a named person decided on, an order that two signed. */
const category = z.enum(wordsOf(measureCategories));

export const contactView = z.object({
  contactId: uuid,
  campaignId: uuid,
  participantId: uuid,
  indexCaseId: uuid,
  kind: z.enum(wordsOf(contactKinds)),
  category,
  siteCode,
  lastContactAt: instant,
  proposedBy: z.string(),
  proposedAt: instant,
  /** Undecided at this instant: the person is free, with a look-out. */
  decideBy: instant,
  decision: z.enum(['linked', 'not-linked', 'look-out']).nullable(),
  decidedBy: z.string().nullable(),
  measureId: uuid.nullable(),
});

const contactStaff = ['cdc-duty', 'epidemiologist'] as const;

/** `?campaign=&state=open|all&cursor=` */
export const listContacts = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/contacts',
  roles: [...contactStaff, 'isolation-officer', 'auditor'],
  scope: 'district',
  scopeByRole: { auditor: 'none' },
  summary: { zh: '接触者清单', en: 'contacts' },
  query: z.object({
    campaign: uuid.optional(),
    state: z.enum(['open', 'all']).default('open'),
    cursor: cursor.optional(),
  }),
  response: z.object({ contacts: z.array(contactView), asOf: instant, next: z.string().optional() }),
});

/** Proposing decides nothing: nobody is held because a list names them. */
export const proposeContacts = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/cases/:caseId/contacts',
  roles: contactStaff,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'case', by: 'caseId', unseen: 'CASE_UNKNOWN' },
  summary: { zh: '提出接触者', en: 'propose contacts' },
  request: z.object({
    contacts: z
      .array(
        z.object({
          participantId: uuid,
          kind: z.enum(wordsOf(contactKinds)),
          category: category.extract(['close-contact', 'contact-of-contact', 'spill-over']),
          lastContactAt: instant,
        }),
      )
      .min(1)
      .max(100),
  }),
  response: z.object({ contactIds: z.array(uuid) }),
});

export const decideContact = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/contacts/:contactId/decide',
  roles: contactStaff,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'contact', by: 'contactId', unseen: 'CONTACT_UNKNOWN' },
  summary: { zh: '判定接触关系', en: 'decide on a contact' },
  request: z.object({ decision: z.enum(['linked', 'not-linked']) }),
  response: z.object({
    contactId: uuid,
    decision: z.enum(['linked', 'not-linked']),
    /** The measures that began, one for each stage of the pack's rule; none when the pack does not name the category. */
    measureIds: z.array(uuid),
  }),
});

export const orderView = z.object({
  orderId: uuid,
  campaignId: uuid,
  orderNumber: z.string(),
  authority: z.string(),
  legalBasis: z.string(),
  category,
  siteCode,
  countsFrom: instant,
  persons: z.int(),
  signedBy: z.string(),
  signedAt: instant,
  countersignedBy: z.string().nullable(),
  /** When the order was put before the auditor: with the second signature, never after it. */
  auditorToldAt: instant.nullable(),
});

const orderStaff = ['cdc-duty', 'command-centre'] as const;

/** `?campaign=&cursor=`; for the auditor of every district, the newest first. */
export const listOrders = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/authority-orders',
  roles: [...orderStaff, 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  summary: { zh: '主管机关命令', en: 'orders of an authority' },
  query: z.object({ campaign: uuid.optional(), cursor: cursor.optional() }),
  response: z.object({ orders: z.array(orderView), asOf: instant, next: z.string().optional() }),
});

export const signOrder = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/authority-orders',
  roles: orderStaff,
  scope: 'district',
  scopeByRole: { 'command-centre': 'none' },
  isIdempotent: true,
  object: { kind: 'site', by: 'siteCode', unseen: 'SITE_UNKNOWN' },
  summary: { zh: '签署命令（第一人）', en: 'sign an order, the first of two' },
  request: z.object({
    campaignId: uuid,
    orderNumber: z.string().min(1).max(60),
    authority: z.string().min(1).max(80),
    legalBasis: z.string().min(1).max(200),
    category,
    siteCode,
    countsFrom: instant,
    participantIds: z.array(uuid).min(1).max(500),
  }),
  response: z.object({ orderId: uuid }),
});

export const countersignOrder = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/authority-orders/:orderId/countersign',
  roles: orderStaff,
  scope: 'district',
  scopeByRole: { 'command-centre': 'none' },
  isIdempotent: true,
  object: { kind: 'authority-order', by: 'orderId', unseen: 'ORDER_UNKNOWN' },
  summary: { zh: '会签命令（第二人），措施开始', en: 'sign an order, the second of two; its measures begin' },
  request: z.object({}),
  response: z.object({ orderId: uuid, measureIds: z.array(uuid) }),
});
