import { defineEvent } from '@lib/contracts/event';
import { instant, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** Persons of one residence that are told; a larger one is a dormitory, and its warden is asked instead. */
export const householdMax = 50;

/**
 * Who lives at the residence of a person, by pseudonym. The residence itself never leaves registration: rooms hear an
 * opaque key that is equal for people who live together, and means nothing outside the campaign.
 */
export const HouseholdToldV1 = defineEvent({
  producer: 'registration',
  name: 'household-told',
  topic: 'bulou.household',
  meaning: 'Which household a person belongs to, and who else, by pseudonym.',
  shape: z.object({
    /** The question that is answered; absent when a case was opened and only the household itself is told. */
    questionId: uuid.optional(),
    caseId: uuid,
    campaignId: uuid,
    participantId: uuid,
    /** Null when the campaign has no residence of the person. */
    householdKey: uuid.nullable(),
    /** How many live there besides the person; more than are named when the bound was reached. */
    found: z.int().min(0),
    members: z.array(uuid).max(householdMax),
    toldAt: instant,
  }),
  keyOf: (content) => content.questionId ?? content.caseId,
  example: {
    questionId: '0198f2a0-0000-7000-8000-0000000000a1',
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    householdKey: '6a1f0c52-3b7e-8d21-9c40-5e1b2a3c4d5e',
    found: 1,
    members: ['3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c13'],
    toldAt: '2026-11-21T08:00:01.000Z',
  },
});
