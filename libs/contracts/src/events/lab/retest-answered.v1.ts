import { defineEvent } from '@lib/contracts/event';
import { actor, instant, labCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** The laboratory tested a tube again, as it was asked to. */
export const RetestAnsweredV1 = defineEvent({
  producer: 'lab',
  name: 'retest-answered',
  topic: 'bulou.retest',
  meaning:
    'The laboratory tested a tube again, as it was asked to: it found the same, or a new version says otherwise.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    labCode,
    /** The version about which it was asked. */
    askedVersion: z.int().min(1),
    outcome: z.enum(['confirmed', 'changed']),
    /** The version that counts now; the one asked about when the test found the same. */
    resultVersion: z.int().min(1),
    answeredBy: actor,
    answeredAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    labCode: 'LAB-HZ1',
    askedVersion: 1,
    outcome: 'confirmed',
    resultVersion: 1,
    answeredBy: 'supervisor-2',
    answeredAt: '2026-11-21T12:00:00.000Z',
  },
});
