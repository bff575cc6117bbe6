import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A single tube of the person was detected; the case stands. */
export const CaseVerifiedV1 = defineEvent({
  producer: 'isolation',
  name: 'case-verified',
  topic: 'bulou.case',
  meaning: 'A single tube of the person was detected; the case stands.',
  shape: z.object({
    caseId: uuid,
    campaignId: uuid,
    participantId: uuid,
    escalationId: uuid,
    tubeId,
    siteCode,
    resultVersion: z.int().min(1),
    verifiedAt: instant,
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
    verifiedAt: '2026-11-21T08:00:00.000Z',
  },
});
