import { defineEvent } from '@lib/contracts/event';
import { actor, instant, labCode, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A detected specimen goes to a second laboratory, under the same number and chain. */
export const SpecimenReferredV1 = defineEvent({
  producer: 'lab',
  name: 'specimen-referred',
  topic: 'bulou.result',
  meaning: 'A detected specimen goes to a second laboratory, under the same number and chain.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    siteCode,
    referralId: uuid,
    resultVersion: z.int().min(1),
    fromLab: labCode,
    toLab: labCode,
    referredBy: actor,
    referredAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    referralId: '0198f2a0-0000-7000-8000-0000000000f1',
    resultVersion: 1,
    fromLab: 'LAB-HZ1',
    toLab: 'LAB-HZ2',
    referredBy: 'supervisor-1',
    referredAt: '2026-11-21T08:00:00.000Z',
  },
});
