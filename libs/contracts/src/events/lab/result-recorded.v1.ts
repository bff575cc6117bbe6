import { defineEvent } from '@lib/contracts/event';
import { instant, labCode, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A result landed for a tube; what was found is not told before release. */
export const ResultRecordedV1 = defineEvent({
  producer: 'lab',
  name: 'result-recorded',
  topic: 'bulou.result',
  meaning: 'A result landed for a tube; what was found is not told before release.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    roundId: uuid,
    siteCode,
    purpose,
    labCode,
    resultVersion: z.int().min(1),
    uploadId: uuid,
    specimens: z.int().min(1),
    testedAt: instant,
    recordedAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    roundId: '0198f2a0-0000-7000-8000-000000000002',
    siteCode: '330105-0001',
    purpose: 'round',
    labCode: 'LAB-HZ1',
    resultVersion: 1,
    uploadId: '0198f2a0-0000-7000-8000-000000000005',
    specimens: 10,
    testedAt: '2026-11-21T08:00:00.000Z',
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
