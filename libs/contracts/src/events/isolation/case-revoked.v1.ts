import { defineEvent } from '@lib/contracts/event';
import { instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** The detection behind a case was withdrawn; the case ends with an apology. */
export const CaseRevokedV1 = defineEvent({
  producer: 'isolation',
  name: 'case-revoked',
  topic: 'bulou.case',
  meaning: 'The detection behind a case was withdrawn; the case ends with an apology.',
  shape: z.object({
    caseId: uuid,
    campaignId: uuid,
    participantId: uuid,
    escalationId: uuid,
    tubeId,
    siteCode,
    reason: z.string(),
    revokedAt: instant,
  }),
  keyOf: (content) => content.caseId,
  example: {
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    escalationId: '0198f2a0-0000-7000-8000-000000000007',
    tubeId: '21000000001235',
    siteCode: '330105-0001',
    reason: 'detection-withdrawn',
    revokedAt: '2026-11-21T08:00:00.000Z',
  },
});
