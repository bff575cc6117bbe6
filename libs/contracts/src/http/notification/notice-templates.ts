import { instant } from '@lib/contracts/fields';
import { noticeFields, noticeKind } from '@lib/contracts/notice';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

const words = {
  subjectZh: z.string().max(200),
  subjectEn: z.string().max(200),
  textZh: z.string().max(1_000),
  textEn: z.string().max(2_000),
};

const writers = ['admin', 'command-centre'] as const;

/** `?kind=` Every version of the words, the newest first; the newest approved one is used. */
export const listNoticeTemplates = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/notice-templates',
  roles: [...writers, 'auditor', 'cdc-duty'],
  scope: 'none',
  scopeByRole: { 'cdc-duty': 'district' },
  summary: { zh: '通知用语', en: 'the words of notices' },
  query: z.object({ kind: noticeKind.optional() }),
  response: z.object({
    templates: z.array(
      z.object({
        kind: noticeKind,
        version: z.int(),
        ...words,
        writtenBy: z.string(),
        writtenAt: instant,
        approvedBy: z.string().nullable(),
        approvedAt: instant.nullable(),
        isUsed: z.boolean(),
      }),
    ),
  }),
});

/** What somebody would read, and what of it breaks a rule; nothing is written and nobody is told. */
export const previewNotice = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/notice-templates/preview',
  roles: writers,
  scope: 'none',
  summary: { zh: '预览通知', en: 'preview a notice' },
  request: z.object({
    kind: noticeKind,
    ...words,
    fields: noticeFields.default({}),
    isDrill: z.boolean().default(true),
  }),
  response: z.object({
    zh: z.object({ subject: z.string(), text: z.string() }),
    en: z.object({ subject: z.string(), text: z.string() }),
    /** Short messages of 67 characters that the Chinese text needs. */
    shortMessages: z.int(),
    faults: z.array(z.object({ part: z.string(), fault: z.string() })),
  }),
});

export const writeNoticeTemplate = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/notice-templates',
  roles: writers,
  scope: 'none',
  isIdempotent: true,
  summary: { zh: '起草通知用语', en: 'write words of a notice' },
  request: z.object({ kind: noticeKind, ...words }),
  response: z.object({ kind: noticeKind, version: z.int() }),
});

/** The second person; from now on new notices are told in these words. */
export const approveNoticeTemplate = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/notice-templates/approve',
  roles: writers,
  scope: 'none',
  isIdempotent: true,
  summary: { zh: '审核通知用语', en: 'approve words of a notice' },
  request: z.object({ kind: noticeKind, version: z.int().min(1) }),
  response: z.object({ kind: noticeKind, version: z.int(), approvedBy: z.string(), approvedAt: instant }),
});
