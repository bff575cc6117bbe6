import { uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

export const rotateKeys = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/keys/rotation',
  roles: ['admin'],
  scope: 'none',
  isIdempotent: true,
  summary: { zh: '轮换密钥', en: 'rotate the keys that seal personal data' },
  /** Without a campaign every open one gets a new data key. */
  request: z.object({ campaignId: uuid.optional(), reason: z.string().min(2).max(200) }),
  response: z.object({ currentKey: z.string(), wrappedAnew: z.int(), renewedCampaigns: z.int() }),
});

export const listKeys = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/keys',
  roles: ['admin', 'auditor'],
  scope: 'none',
  summary: { zh: '密钥状况（不含密钥）', en: 'state of the keys, without the keys' },
  response: z.object({
    currentKey: z.string(),
    wrappingKeys: z.array(z.object({ keyId: z.string(), wraps: z.int() })),
    campaigns: z.array(
      z.object({
        campaignId: uuid,
        keyId: uuid.nullable(),
        /** Rows that still open under an older key; a rotation is over at 0. */
        rowsUnderOldKeys: z.int(),
        unreadableRows: z.int(),
      }),
    ),
  }),
});
