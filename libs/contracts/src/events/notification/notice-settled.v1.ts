import { defineEvent } from '@lib/contracts/event';
import { instant, uuid } from '@lib/contracts/fields';
import { noticeCause, noticeKind } from '@lib/contracts/notice';
import { z } from 'zod';

/** How a notice to a person came out, as far as anybody can know: whoever asked for it may show it. */
export const NoticeSettledV1 = defineEvent({
  producer: 'notification',
  name: 'notice-settled',
  topic: 'bulou.notice',
  meaning: 'How a notice to a person came out, as far as anybody can know: whoever asked for it may show it.',
  shape: z.object({
    noticeId: uuid,
    campaignId: uuid,
    participantId: uuid,
    kind: noticeKind,
    cause: noticeCause,
    outcome: z.enum(['sent', 'delivered', 'read', 'failed', 'overtaken']),
    settledAt: instant,
  }),
  keyOf: (content) => content.noticeId,
  example: {
    noticeId: '0198f2a0-0000-7000-8000-00000000000e',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    kind: 'correction-apology',
    cause: { kind: 'case', id: '0198f2a0-0000-7000-8000-000000000008', version: 2 },
    outcome: 'delivered',
    settledAt: '2026-11-21T08:00:00.000Z',
  },
});
