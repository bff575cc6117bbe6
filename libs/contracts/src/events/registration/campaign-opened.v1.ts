import { campaignPolicy } from '@lib/contracts/policy';
import { defineEvent } from '@lib/contracts/event';
import { instant, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A campaign exists, with the policy under which it runs. */
export const CampaignOpenedV1 = defineEvent({
  producer: 'registration',
  name: 'campaign-opened',
  topic: 'bulou.campaign',
  meaning: 'A campaign exists, with the policy under which it runs.',
  shape: z.object({
    campaignId: uuid,
    name: z.string().min(1).max(80),
    kind: z.enum(['live', 'drill']),
    timeScale: z.number().min(1),
    targetPersons: z.int().min(0).optional(),
    policy: campaignPolicy,
    openedAt: instant,
  }),
  keyOf: (content) => content.campaignId,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    name: '演练一',
    kind: 'drill',
    timeScale: 1,
    policy: { version: 1 },
    openedAt: '2026-11-21T08:00:00.000Z',
  },
});
