import { defineEvent } from '@lib/contracts/event';
import { actor, instant, labCode, sha256, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A box of sealed tubes left the site with a courier for a laboratory. */
export const BatchHandedOverV1 = defineEvent({
  producer: 'batching',
  name: 'batch-handed-over',
  topic: 'bulou.batch',
  meaning: 'A box of sealed tubes left the site with a courier for a laboratory.',
  shape: z.object({
    batchId: uuid,
    campaignId: uuid,
    siteCode,
    labCode,
    sealNumber: z.string(),
    tubesCounted: z.int().min(1),
    tubes: z
      .array(z.object({ tubeId, specimens: z.int().min(1), custodySeq: z.int().min(1), custodyHash: sha256 }))
      .min(1),
    /** How many of them were drawn on an order; not said by the first versions of the house. */
    priorityTubes: z.int().min(0).optional(),
    handedOverBy: actor,
    takenOverBy: actor,
    capturedAt: instant,
    recordedAt: instant,
  }),
  keyOf: (content) => content.batchId,
  example: {
    batchId: '0198f2a0-0000-7000-8000-000000000004',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    labCode: 'LAB-HZ1',
    sealNumber: 'S-1001',
    tubesCounted: 1,
    tubes: [
      {
        tubeId: '21000000001235',
        specimens: 10,
        custodySeq: 4,
        custodyHash: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      },
    ],
    handedOverBy: 'site-1',
    takenOverBy: 'courier-1',
    capturedAt: '2026-11-21T08:00:00.000Z',
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
