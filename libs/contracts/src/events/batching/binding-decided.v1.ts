import { defineEvent } from '@lib/contracts/event';
import { actor, bindingPeople, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A named person decided about a report that a tube holds other swabs than the record says. */
export const BindingDecidedV1 = defineEvent({
  producer: 'batching',
  name: 'binding-decided',
  topic: 'bulou.binding',
  meaning: 'A named person decided about a report that a tube holds other swabs than the record says.',
  shape: z.object({
    reportId: uuid,
    kind: z.enum(['unbound-swab', 'wrong-binding']),
    decision: z.enum(['approved', 'dismissed']),
    tubeId,
    campaignId: uuid,
    siteCode,
    /** Who is called back because of it; nobody when it was dismissed. */
    people: bindingPeople,
    decidedBy: actor,
    decidedAt: instant,
  }),
  keyOf: (content) => content.reportId,
  example: {
    reportId: '0198f2a0-0000-7000-8000-000000000021',
    kind: 'unbound-swab',
    decision: 'approved',
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    people: [{ participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11', part: 'candidate' }],
    decidedBy: 'manager-1',
    decidedAt: '2026-11-21T08:30:00.000Z',
  },
});
