import { defineEvent } from '@lib/contracts/event';
import { actor, instant, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A campaign is over: nobody can be named any more by what this house holds of it. */
export const CampaignClosedV1 = defineEvent({
  producer: 'registration',
  name: 'campaign-closed',
  topic: 'bulou.campaign',
  meaning: 'A campaign is over: its identities are deleted, its keys destroyed, and a certificate says so.',
  shape: z.object({
    campaignId: uuid,
    certificateId: uuid,
    certificateSha256: z.string().regex(/^[0-9a-f]{64}$/),
    identitiesDeleted: z.int().min(0),
    closedAt: instant,
    closedBy: actor,
  }),
  keyOf: (content) => content.campaignId,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    certificateId: '0198f2a0-0000-7000-8000-000000000003',
    certificateSha256: 'a'.repeat(64),
    identitiesDeleted: 20_000,
    closedAt: '2026-12-21T08:00:00.000Z',
    closedBy: 'duty-2',
  },
});
