import { defineEvent } from '@lib/contracts/event';
import { actor, instant, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A round takes no more specimens; what is unfinished has an owner. */
export const RoundClosedV1 = defineEvent({
  producer: 'registration',
  name: 'round-closed',
  topic: 'bulou.campaign',
  meaning: 'A round takes no more specimens; what is unfinished has an owner.',
  shape: z.object({ campaignId: uuid, roundId: uuid, number: z.int().min(1), closedAt: instant, closedBy: actor }),
  keyOf: (content) => content.campaignId,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    roundId: '0198f2a0-0000-7000-8000-000000000002',
    number: 1,
    closedAt: '2026-11-21T08:00:00.000Z',
    closedBy: 'duty-1',
  },
});
