import { campaignPolicy } from '@lib/contracts/policy';
import { defineEvent } from '@lib/contracts/event';
import { instant, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** The policy values of a campaign changed; they hold from now on. */
export const PolicyChangedV1 = defineEvent({
  producer: 'registration',
  name: 'policy-changed',
  topic: 'bulou.campaign',
  meaning: 'The policy values of a campaign changed; they hold from now on.',
  shape: z.object({ campaignId: uuid, policy: campaignPolicy, changedAt: instant }),
  keyOf: (content) => content.campaignId,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    policy: { version: 2, proofHours: 24 },
    changedAt: '2026-11-21T08:00:00.000Z',
  },
});
