import { defineEvent } from '@lib/contracts/event';
import { instant, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/**
 * Who was near a person whose case was verified, or near a contact whom somebody decided on; asked of whoever knows
 * tubes, queues and households. Nothing follows for anybody until a named person decides (settled 12).
 */
export const ContactsAskedV1 = defineEvent({
  producer: 'isolation',
  name: 'contacts-asked',
  topic: 'bulou.contact-question',
  meaning: 'It is asked who was near a person between two instants.',
  shape: z.object({
    questionId: uuid,
    caseId: uuid,
    campaignId: uuid,
    participantId: uuid,
    /** What whoever is found would be: depth one, or depth two. There is no third. */
    category: z.enum(['close-contact', 'contact-of-contact']),
    /** Tubes of the person that isolation knows of; the others are looked up. */
    tubeIds: z.array(tubeId).max(20),
    from: instant,
    until: instant,
    /** Minutes before and after a swab within which others of the same lane were near (order 72: 15), divided by the time scale. */
    queueMinutes: z.number().min(0),
    askedAt: instant,
  }),
  keyOf: (content) => content.questionId,
  example: {
    questionId: '0198f2a0-0000-7000-8000-0000000000a1',
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    category: 'close-contact',
    tubeIds: ['21000000001235'],
    from: '2026-11-17T08:00:00.000Z',
    until: '2026-11-21T08:00:00.000Z',
    queueMinutes: 15,
    askedAt: '2026-11-21T08:00:00.000Z',
  },
});
