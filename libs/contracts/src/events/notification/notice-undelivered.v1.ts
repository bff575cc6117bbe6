import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, uuid } from '@lib/contracts/fields';
import { noticeCause, noticeKind } from '@lib/contracts/notice';
import { z } from 'zod';

/** A person could not be told in time: no telephone, or no delivery. Somebody has to knock on the door. */
export const NoticeUndeliveredV1 = defineEvent({
  producer: 'notification',
  name: 'notice-undelivered',
  topic: 'bulou.notice',
  meaning: 'A person could not be told in time: no telephone, or no delivery. Somebody has to knock on the door.',
  shape: z.object({
    noticeId: uuid,
    campaignId: uuid,
    participantId: uuid,
    kind: noticeKind,
    cause: noticeCause,
    siteCode,
    reason: z.enum(['no-phone', 'no-channel', 'not-delivered-in-time', 'failed']),
    undeliveredAt: instant,
  }),
  keyOf: (content) => content.noticeId,
  example: {
    noticeId: '0198f2a0-0000-7000-8000-00000000000e',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    kind: 'stay-where-you-are',
    cause: { kind: 'result', id: '21000000001235', version: 1 },
    siteCode: '330105-0001',
    reason: 'no-phone',
    undeliveredAt: '2026-11-21T08:00:00.000Z',
  },
});
