import { defineEvent } from '@lib/contracts/event';
import { instant, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A roster was read: how many people it names, and how many of its rows were not taken. */
export const RosterImportedV1 = defineEvent({
  producer: 'registration',
  name: 'roster-imported',
  topic: 'bulou.campaign',
  meaning: 'A roster was read: how many people it names, and how many of its rows were not taken.',
  shape: z.object({
    campaignId: uuid,
    rosterId: uuid,
    rows: z.int().min(0),
    accepted: z.int().min(0),
    rejected: z.int().min(0),
    duplicates: z.int().min(0),
    importedAt: instant,
  }),
  keyOf: (content) => content.campaignId,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    rosterId: '0198f2a0-0000-7000-8000-000000000003',
    rows: 12,
    accepted: 10,
    rejected: 1,
    duplicates: 1,
    importedAt: '2026-11-21T08:00:00.000Z',
  },
});
