import { cursor, finding, instant, label, labCode, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { contactDecisions, contactKinds, measureCategories, measureEnds, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** The two bases besides a person's own result: a contact that a named person decided on, an order that two signed. */
const category = z.enum(wordsOf(measureCategories));

const contactDecision = z.enum(wordsOf(contactDecisions));

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
  decision: contactDecision.nullable(),
  decidedBy: z.string().nullable(),
  measureId: uuid.nullable(),
  /**
   * What was answered before the case was over and opened again, and how what was done because of it ended; null for who
   * is proposed for the first time.
   */
  earlier: z
    .object({
      decision: contactDecision,
      decidedBy: z.string().nullable(),
      decidedAt: instant,
      measureEnded: z.enum(wordsOf(measureEnds)).nullable(),
    })
    .nullable(),
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

/** Proposing decides nothing: nobody is held because a list names them, and another person than the proposer decides. */
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

/** Contacts decided by one click: as many as fit on a screen that somebody really reads. */
export const contactsAtOnceMax = 50;

/**
 * One person decides about those whom the page showed to them, all alike, and names those of them that are left open.
 * Each link is decided and written down for itself; who was proposed in the meantime is not among them.
 */
export const decideContacts = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/cases/:caseId/contacts/decide',
  roles: contactStaff,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'case', by: 'caseId', unseen: 'CASE_UNKNOWN' },
  summary: { zh: '成批判定接触关系，可列例外', en: 'decide on contacts of a case in a set, with exceptions' },
  request: z.object({
    decision: z.enum(['linked', 'not-linked']),
    contactIds: z.array(uuid).min(1).max(contactsAtOnceMax),
    /** Of those: left as they are, for somebody to look at one by one. */
    except: z.array(uuid).max(contactsAtOnceMax).default([]),
  }),
  response: z.object({
    decided: z.array(z.object({ contactId: uuid, measureIds: z.array(uuid) })),
    /** Asked for and not decided: excepted, decided by somebody before, not of this case, or for another person to decide. */
    left: z.array(
      z.object({
        contactId: uuid,
        why: z.enum(['excepted', 'decided-before', 'not-of-this-case', 'proposed-by-you']),
      }),
    ),
  }),
});

/** One tube in which the person was before being found, and what a laboratory said of it. */
export const lookBackTube = z.object({
  tubeId,
  siteCode,
  purpose,
  sampledAt: instant,
  labCode: labCode.nullable(),
  state: z.string().nullable(),
  finding: finding.nullable(),
  resultVersion: z.int().nullable(),
  testedAt: instant.nullable(),
  releasedAt: instant.nullable(),
  /** True for a tube that said not-detected and was drawn within the look-back: somebody should look at it again. */
  isQuestionable: z.boolean(),
});

/** Order 74: traced backwards – was an earlier not-detected wrong? */
export const readLookBack = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/cases/:caseId/look-back',
  roles: contactStaff,
  scope: 'district',
  object: { kind: 'case', by: 'caseId', unseen: 'CASE_UNKNOWN' },
  summary: { zh: '倒查既往采样与结果', en: 'earlier tubes and results of a case' },
  response: z.object({
    caseId: uuid,
    participantId: uuid,
    /** Null while nobody asked: only of a verified case is it asked. */
    askedAt: instant.nullable(),
    from: instant.nullable(),
    /** How many people were found near the person; null while the room that knows has not answered. */
    neighboursFound: z.int().nullable(),
    householdFound: z.int().nullable(),
    tubes: z.array(lookBackTube),
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

/** What an order of an authority says of itself. */
export const decree = { orderNumber: label(60), authority: label(80), legalBasis: label(200) };

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
    ...decree,
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
