import { defineEvent } from '@lib/contracts/event';
import { actor, bindingPeople, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** Somebody says that a tube holds other swabs than the record says; nobody has decided about it. */
export const BindingReportedV1 = defineEvent({
  producer: 'batching',
  name: 'binding-reported',
  topic: 'bulou.binding',
  meaning: 'Somebody says that a tube holds other swabs than the record says; nobody has decided about it.',
  shape: z.object({
    reportId: uuid,
    kind: z.enum(['unbound-swab', 'wrong-binding']),
    tubeId,
    campaignId: uuid,
    siteCode,
    /** Whom it concerns: of a swab too many, those who were scanned at the same lane within the window. */
    people: bindingPeople,
    reportedBy: actor,
    reportedAt: instant,
    dueAt: instant,
  }),
  keyOf: (content) => content.reportId,
  example: {
    reportId: '0198f2a0-0000-7000-8000-000000000021',
    kind: 'unbound-swab',
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    people: [{ participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11', part: 'candidate' }],
    reportedBy: 'lab-1',
    reportedAt: '2026-11-21T08:00:00.000Z',
    dueAt: '2026-11-21T09:00:00.000Z',
  },
});
