import { cursor, instant, siteCode, uuid } from '@lib/contracts/fields';
import { noticeCause, noticeKind } from '@lib/contracts/notice';
import { defineRoute } from '@lib/contracts/route';
import { noticeChannels, sendStates } from '@lib/vocabulary';
import { z } from 'zod';

/**
 * What became of a short message, told by the provider. Public in the table: the signature is the key, HMAC-SHA256 in
 * base64 over `timestamp.reference.status` with the key of reports. A report further than five minutes away is refused.
 */
export const reportShortMessage = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/short-message-reports',
  roles: 'public',
  scope: 'none',
  summary: { zh: '短信回执（仅服务商）', en: 'what became of a short message (the provider alone)' },
  request: z.object({
    reference: uuid,
    status: z.enum(['delivered', 'read', 'failed']),
    timestamp: z.string().regex(/^\d{1,12}$/),
    signature: z.string().max(100),
  }),
  response: z.object({ reference: uuid, isKnown: z.boolean() }),
});

const text = { subjectZh: z.string(), subjectEn: z.string(), textZh: z.string(), textEn: z.string() };

/** What a person was told, for the person's own page. Reading the list says that it was read. */
export const listMyNotices = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/my-notices',
  roles: ['resident'],
  scope: 'participant',
  summary: { zh: '我收到的通知（读取即视为已阅）', en: 'what I was told; reading it says that I read it' },
  request: z.object({}),
  response: z.object({
    notices: z.array(
      z.object({ noticeId: uuid, kind: noticeKind, isDrill: z.boolean(), ...text, requestedAt: instant }),
    ),
    asOf: instant,
  }),
});

const send = z.object({
  channel: z.enum(noticeChannels),
  state: z.enum(sendStates),
  attempts: z.int(),
  reason: z.string().nullable(),
  sentAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  readAt: instant.nullable(),
  failedAt: instant.nullable(),
});

/** `?participantId=&state=undelivered|all&cursor=`; newest first: who was told what, and how it came out. */
export const listNotices = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/notices',
  roles: ['cdc-duty', 'isolation-officer', 'district-liaison', 'auditor'],
  scope: 'district',
  scopeByRole: { auditor: 'none' },
  object: { kind: 'campaign', by: 'campaignId', unseen: 'nothing' },
  summary: { zh: '通知台账', en: 'the ledger of notices to people' },
  query: z.object({
    participantId: uuid.optional(),
    state: z.enum(['undelivered', 'all']).default('all'),
    cursor: cursor.optional(),
  }),
  response: z.object({
    notices: z.array(
      z.object({
        noticeId: uuid,
        participantId: uuid,
        kind: noticeKind,
        templateVersion: z.int(),
        cause: noticeCause,
        siteCode: siteCode.nullable(),
        requestedAt: instant,
        undeliveredAt: instant.nullable(),
        undeliveredReason: z.string().nullable(),
        sends: z.array(send),
      }),
    ),
    asOf: instant,
    next: z.string().optional(),
  }),
});
