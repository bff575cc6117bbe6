import { defineEvent } from '@lib/contracts/event';
import { instant, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** Every member of an alert has a case: the machine side of the alarm has arrived. */
export const EscalationAcknowledgedV1 = defineEvent({
  producer: 'notification',
  name: 'escalation-acknowledged',
  topic: 'bulou.escalation',
  meaning: 'Every member of an alert has a case: the machine side of the alarm has arrived.',
  shape: z.object({ escalationId: uuid, campaignId: uuid, tubeId, openedAt: instant, acknowledgedAt: instant }),
  keyOf: (content) => content.escalationId,
  example: {
    escalationId: '0198f2a0-0000-7000-8000-000000000007',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    tubeId: '21000000001235',
    openedAt: '2026-11-21T08:00:00.000Z',
    acknowledgedAt: '2026-11-21T08:00:00.000Z',
  },
});
