import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/**
 * The one address that a notice goes to, asked by the sender of notices alone, for one person, at sending (settled 15).
 * Public in the table, because no person's token opens it: the proof in the body is the key. It is signed with a secret
 * that only notification and registration hold, names the person and the notice, is good for a minute and good once.
 */
export const addressForNotice = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/notice-addresses',
  roles: 'public',
  scope: 'none',
  summary: {
    zh: '读取一人的通知号码（仅通知服务）',
    en: 'one person’s number for a notice (the sender of notices alone)',
  },
  request: z.object({ proof: z.string().min(1).max(2_000) }),
  /** `isGuardian`: the number is that of whoever answers for the person. */
  response: z.object({ phone: z.string().nullable(), isGuardian: z.boolean() }),
});
