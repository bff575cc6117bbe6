import { defineEvent } from '@lib/contracts/event';
import { instant, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A round of a campaign takes specimens from opensAt until closesAt. */
export const RoundOpenedV1 = defineEvent({
  producer: 'registration',
  name: 'round-opened',
  topic: 'bulou.campaign',
  meaning: 'A round of a campaign takes specimens from opensAt until closesAt.',
  shape: z.object({ campaignId: uuid, roundId: uuid, number: z.int().min(1), opensAt: instant, closesAt: instant }),
  keyOf: (content) => content.campaignId,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    roundId: '0198f2a0-0000-7000-8000-000000000002',
    number: 1,
    opensAt: '2026-11-21T08:00:00.000Z',
    closesAt: '2026-11-22T08:00:00.000Z',
  },
});
