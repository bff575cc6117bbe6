import { cursor, instant, pageLimit, recollectionCause, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** A refused row of a file: where, what and the cure. `value` is masked when it is personal. */
export const fileError = z.object({
  row: z.int(),
  column: z.string().optional(),
  value: z.string().optional(),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});

export const importRoster = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns/:campaignId/rosters',
  roles: ['admin', 'district-liaison', 'site-manager'],
  scope: 'none',
  scopeByRole: { 'district-liaison': 'district', 'site-manager': 'site' },
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN', isOfAll: true },
  bodyLimitBytes: 20_000_000,
  takesFile: true,
  summary: { zh: '导入名册（CSV UTF-8/GBK、xlsx）', en: 'import a roster (CSV in UTF-8 or GBK, xlsx)' },
  response: z.object({
    rosterId: uuid,
    format: z.enum(['csv', 'xlsx']),
    encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
    rows: z.int(),
    accepted: z.int(),
    /** Rows of known people that brought a new telephone or address. */
    updated: z.int(),
    rejected: z.int(),
    duplicates: z.int(),
    errors: z.array(fileError),
  }),
});

export const registerParticipant = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/participants',
  roles: ['sampler', 'site-manager', 'district-liaison'],
  scope: 'site',
  scopeByRole: { 'district-liaison': 'district' },
  // A liaison's people are of the own district, whatever campaign of the city they are for.
  object: { kind: 'campaign', by: 'campaignId', unseen: 'NOT_FOUND', isOfAll: ['district-liaison'] },
  isIdempotent: true,
  summary: { zh: '登记人员', en: 'register a participant' },
  request: z.object({
    participantId: uuid.optional(),
    campaignId: uuid,
    name: z.string().min(1).max(80),
    cardKind: z.enum(['identity-number', 'passport', 'other']),
    cardNumber: z.string().min(1).max(40),
    phone: z.string().max(20).optional(),
    address: z.string().max(200).optional(),
    divisionCode: z
      .string()
      .regex(/^\d{6,12}$/)
      .optional(),
    /** Of a minor: who must be present at every swab. Somebody on record, or how to reach them. */
    guardian: z
      .union([
        z.object({ participantId: uuid }),
        z.object({ name: z.string().min(1).max(80), phone: z.string().regex(/^[0-9+ -]{5,20}$/) }),
      ])
      .optional(),
  }),
  response: z.object({ participantId: uuid, isNew: z.boolean() }),
});

export const resolveParticipants = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/participants/resolve',
  roles: ['sampler', 'site-manager'],
  scope: 'site',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'NOT_FOUND' },
  bodyLimitBytes: 128_000,
  summary: { zh: '证件换人员码', en: 'from cards to participants' },
  request: z.object({ campaignId: uuid, cardNumbers: z.array(z.string().min(1).max(40)).min(1).max(500) }),
  response: z.object({
    participants: z.array(z.object({ participantId: uuid.nullable(), maskedName: z.string().nullable() })),
  }),
});

/** Who calls on people of their district: by telephone, at the door, with a swab. Each look has its own row and reason. */
const callers = ['cdc-duty', 'isolation-officer', 'community-cadre', 'doctor', 'sampling-squad'] as const;
const callersByDistrict = {
  'cdc-duty': 'district',
  'isolation-officer': 'district',
  'community-cadre': 'district',
  doctor: 'district',
  'sampling-squad': 'district',
} as const;

export const maskParticipants = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/participants/masked',
  roles: ['sampler', 'site-manager', ...callers],
  scope: 'site',
  object: { kind: 'participant', by: 'participantIds', unseen: 'nothing' },
  scopeByRole: callersByDistrict,
  summary: { zh: '人员的掩码姓名', en: 'masked names of participants' },
  request: z.object({ campaignId: uuid, participantIds: z.array(uuid).min(1).max(200) }),
  response: z.object({
    participants: z.array(
      z.object({
        participantId: uuid,
        maskedName: z.string(),
        maskedCard: z.string(),
        isUnreadable: z.literal(true).optional(),
        /** Derived from the number of the card; the day of birth is told to nobody. */
        isMinor: z.literal(true).optional(),
      }),
    ),
  }),
});

export const revealParticipant = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/participants/:participantId/reveal',
  roles: callers,
  scope: 'district',
  object: { kind: 'participant', by: 'participantId', unseen: 'NOT_FOUND' },
  summary: { zh: '查看一人联系方式（留痕）', en: 'read one person’s contact details (audited)' },
  request: z.object({ reason: z.string().min(2).max(200) }),
  response: z.object({
    name: z.string(),
    phone: z.string().nullable(),
    address: z.string().nullable(),
    /** Who must be present when this person, a minor, is drawn. */
    guardian: z.object({ name: z.string(), phone: z.string().nullable() }).optional(),
  }),
});

export const listRecollectionOrders = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/recollection-orders',
  roles: ['sampler', 'site-manager', 'cdc-duty', 'isolation-officer'],
  scope: 'site',
  scopeByRole: { 'cdc-duty': 'district', 'isolation-officer': 'district' },
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing' },
  summary: { zh: '待复采名单', en: 'people to be sampled again' },
  query: z.object({ cursor: cursor.optional(), limit: pageLimit(200, 200) }),
  response: z.object({
    orders: z.array(
      z.object({
        orderId: uuid,
        participantId: uuid,
        maskedName: z.string(),
        cause: recollectionCause,
        /** Null for a test day, which no tube asks for. */
        causeTubeId: tubeId.nullable(),
        siteCode,
        dueAt: instant,
        /** A minor: the guardian must be present. */
        needsGuardian: z.literal(true).optional(),
      }),
    ),
    next: z.string().optional(),
  }),
});
