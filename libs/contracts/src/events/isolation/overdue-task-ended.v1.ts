import { defineEvent } from '@lib/contracts/event';
import { districtCode, instant, siteCode, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A task that was told to be overdue is done, needless, or has a later clock: nobody is called for it any more. */
export const OverdueTaskEndedV1 = defineEvent({
  producer: 'isolation',
  name: 'overdue-task-ended',
  topic: 'bulou.task',
  meaning:
    'A task that was told to be overdue is done, needless, or has a later clock: nobody is called for it any more.',
  shape: z.object({
    taskId: uuid,
    kind: z.string().regex(/^[a-z][a-z-]{0,39}$/),
    campaignId: uuid,
    siteCode,
    districtCode,
    how: z.enum(['done', 'cancelled', 'moved']),
    dueAt: instant,
    endedAt: instant,
  }),
  keyOf: (content) => content.taskId,
  example: {
    taskId: '0198f2a0-0000-7000-8000-000000000021',
    kind: 'locate',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    districtCode: '330105',
    how: 'done',
    dueAt: '2026-11-21T09:00:00.000Z',
    endedAt: '2026-11-21T09:10:00.000Z',
  },
});
