import { uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

export const changeContact = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/participants/:participantId/contact',
  roles: ['site-manager', 'district-liaison', 'hotline'],
  scope: 'district',
  scopeByRole: { 'site-manager': 'site' },
  object: { kind: 'participant', by: 'participantId', unseen: 'NOT_FOUND' },
  isIdempotent: true,
  summary: { zh: '更正一人联系方式（留痕）', en: 'correct how one person is reached (audited)' },
  /** A field that is left out stays; one that is null is erased. */
  request: z
    .object({
      phone: z.string().max(40).nullable().optional(),
      address: z.string().max(400).nullable().optional(),
      reason: z.string().min(2).max(200),
    })
    .refine(({ phone, address }) => phone !== undefined || address !== undefined, {
      message: 'phone or address is needed',
    }),
  response: z.object({ participantId: uuid }),
});
