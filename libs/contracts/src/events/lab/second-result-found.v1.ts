import { defineEvent } from '@lib/contracts/event';
import { actor, finding, instant, labCode, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A second laboratory found something in a referred specimen; both results stand. */
export const SecondResultFoundV1 = defineEvent({
  producer: 'lab',
  name: 'second-result-found',
  topic: 'bulou.result',
  meaning: 'A second laboratory found something in a referred specimen; both results stand.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    siteCode,
    referralId: uuid,
    resultVersion: z.int().min(1),
    labCode,
    firstFinding: finding,
    secondFinding: finding,
    /** False: the two contradict each other, and a named person decides what follows. */
    agrees: z.boolean(),
    foundBy: actor,
    foundAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    referralId: '0198f2a0-0000-7000-8000-0000000000f1',
    resultVersion: 1,
    labCode: 'LAB-HZ2',
    firstFinding: 'detected',
    secondFinding: 'detected',
    agrees: true,
    foundBy: 'lab-7',
    foundAt: '2026-11-21T12:00:00.000Z',
  },
});
