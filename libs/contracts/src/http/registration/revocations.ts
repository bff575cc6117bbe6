import { actor, instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { revocables, revocationReasons, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

export const revocationReason = z.enum(wordsOf(revocationReasons));
export const revocable = z.enum(wordsOf(revocables));

export const revoke = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/revocations',
  roles: ['admin', 'site-manager'],
  scope: 'site',
  scopeByRole: { admin: 'none' },
  object: { kind: 'device or shift', by: 'value', unseen: 'NOT_FOUND' },
  isIdempotent: true,
  summary: { zh: '停用账号、设备或班次', en: 'let a person, a device or a shift in no longer' },
  request: z.object({ kind: revocable, value: actor, reason: revocationReason, until: instant.optional() }),
  response: z.object({ revocationId: uuid, recordedAt: instant }),
});

export const revocation = z.object({
  revocationId: uuid,
  kind: revocable,
  value: z.string(),
  reason: revocationReason,
  revokedBy: z.string(),
  recordedAt: instant,
  until: instant.nullable(),
});

export type Revocation = z.output<typeof revocation>;

/** A number of the list as an address writes it; an empty or adorned one is no number. */
const knownVersion = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .pipe(z.int().min(0))
  .meta({ type: 'integer', minimum: 0 });

/** With `?known=<version>` the list is left out when it is still the same: the gateway asks every few seconds. */
export const listRevocations = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/revocations',
  roles: ['admin', 'auditor'],
  scope: 'none',
  summary: { zh: '停用名单', en: 'who and what is let in no longer' },
  query: z.object({ known: knownVersion.optional() }),
  response: z.object({ version: z.int(), isSame: z.boolean(), revocations: z.array(revocation) }),
});

export const endRevocation = defineRoute({
  service: 'registration',
  method: 'DELETE',
  path: '/v1/revocations/:revocationId',
  roles: ['admin'],
  scope: 'none',
  object: { kind: 'revocation', by: 'revocationId', unseen: 'NOT_FOUND', isOfAll: true },
  summary: { zh: '取消停用', en: 'let in again' },
  response: z.object({ revocationId: uuid }),
});
