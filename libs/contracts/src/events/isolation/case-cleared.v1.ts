import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A released single tube of the person was not detected; the case ends. */
export const CaseClearedV1 = defineEvent({
  producer: 'isolation',
  name: 'case-cleared',
  topic: 'bulou.case',
  meaning: 'A released single tube of the person was not detected; the case ends.',
  shape: z.object({
    caseId: uuid,
    campaignId: uuid,
    participantId: uuid,
    escalationId: uuid,
    tubeId,
    siteCode,
    resultVersion: z.int().min(1),
    clearedAt: instant,
  }),
  keyOf: (content) => content.caseId,
  example: {
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    escalationId: '0198f2a0-0000-7000-8000-000000000007',
    tubeId: '21000000001235',
    siteCode: '330105-0001',
    resultVersion: 1,
    clearedAt: '2026-11-21T08:00:00.000Z',
  },
});
