import { defineEvent } from '@lib/contracts/event';
import { finding, instant, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A screening alert is in the ledger; it has an owner and a clock. */
export const EscalationOpenedV1 = defineEvent({
  producer: 'notification',
  name: 'escalation-opened',
  topic: 'bulou.escalation',
  meaning: 'A screening alert is in the ledger; it has an owner and a clock.',
  shape: z.object({
    escalationId: uuid,
    campaignId: uuid,
    tubeId,
    resultVersion: z.int().min(1),
    finding,
    purpose,
    siteCode,
    persons: z.int().min(0),
    openedAt: instant,
  }),
  keyOf: (content) => content.escalationId,
  example: {
    escalationId: '0198f2a0-0000-7000-8000-000000000007',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    tubeId: '21000000001235',
    resultVersion: 1,
    finding: 'detected',
    purpose: 'round',
    siteCode: '330105-0001',
    persons: 10,
    openedAt: '2026-11-21T08:00:00.000Z',
  },
});
