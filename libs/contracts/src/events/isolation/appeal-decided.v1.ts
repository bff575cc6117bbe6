import { defineEvent } from '@lib/contracts/event';
import { actor, instant, siteCode, uuid } from '@lib/contracts/fields';
import { appealReasons, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** A reviewer who had decided nothing about the measure answered an objection to it. */
export const AppealDecidedV1 = defineEvent({
  producer: 'isolation',
  name: 'appeal-decided',
  topic: 'bulou.measure',
  meaning: 'A reviewer who had decided nothing about the measure answered an objection to it.',
  shape: z.object({
    measureId: uuid,
    campaignId: uuid,
    participantId: uuid,
    siteCode,
    appealId: uuid,
    decision: z.enum(['upheld', 'lifted']),
    reason: z.enum(wordsOf(appealReasons)),
    decidedBy: actor,
    decidedAt: instant,
    isLate: z.boolean(),
  }),
  keyOf: (content) => content.measureId,
  example: {
    measureId: '0198f2a0-0000-7000-8000-00000000000c',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    siteCode: '330105-0001',
    appealId: '0198f2a0-0000-7000-8000-00000000000d',
    decision: 'lifted',
    reason: 'wrong-person',
    decidedBy: 'auditor-1',
    decidedAt: '2026-11-21T10:00:00.000Z',
    isLate: false,
  },
});
