import { defineEvent } from '@lib/contracts/event';
import { actor, instant, labCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A laboratory counted a box: what came, what did not, what nobody had announced. */
export const BatchArrivedV1 = defineEvent({
  producer: 'lab',
  name: 'batch-arrived',
  topic: 'bulou.arrival',
  meaning: 'A laboratory counted a box: what came, what did not, what nobody had announced.',
  shape: z.object({
    batchId: uuid,
    campaignId: uuid,
    labCode,
    count: z.int().min(0),
    received: z.array(tubeId),
    missing: z.array(tubeId),
    unexpected: z.array(tubeId),
    countedBy: actor,
    recordedAt: instant,
  }),
  keyOf: (content) => content.batchId,
  example: {
    batchId: '0198f2a0-0000-7000-8000-000000000004',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    labCode: 'LAB-HZ1',
    count: 1,
    received: ['21000000001235'],
    missing: [],
    unexpected: [],
    countedBy: 'lab-1',
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
