import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { noticeCause, noticeCodes, noticeKind, noticeRestsOn } from '@lib/contracts/notice';
import { z } from 'zod';

/** A person is to be told something; the words are notification's, and it looks again before it sends. */
export const NoticeRequestedV1 = defineEvent({
  producer: 'isolation',
  name: 'notice-requested',
  topic: 'bulou.notice',
  meaning: 'A person is to be told something; the words are notification’s, and it looks again before it sends.',
  shape: z.object({
    requestId: uuid,
    campaignId: uuid,
    participantId: uuid,
    kind: noticeKind,
    cause: noticeCause,
    restsOn: noticeRestsOn.optional(),
    /** The released result that it lets somebody conclude; nothing goes out before that release. */
    result: z.object({ tubeId, version: z.int().min(1) }).optional(),
    fields: noticeCodes,
    siteCode,
    /** After this it is no longer sent. */
    until: instant.optional(),
    requestedAt: instant,
  }),
  keyOf: (content) => content.requestId,
  example: {
    requestId: '0198f2a0-0000-7000-8000-00000000000d',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    kind: 'case-cleared',
    cause: { kind: 'result', id: '21000000001342', version: 1 },
    restsOn: { kind: 'case', id: '0198f2a0-0000-7000-8000-000000000008', sequence: 2, state: 'cleared' },
    result: { tubeId: '21000000001342', version: 1 },
    fields: { siteCode: '330105-0001' },
    siteCode: '330105-0001',
    requestedAt: '2026-11-21T08:00:00.000Z',
  },
});
