import { defineEvent } from '@lib/contracts/event';
import { actor, districtCode, instant, labCode, siteCode, uuid } from '@lib/contracts/fields';
import { roles, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

/** A task ran over its clock; told once for each level of the ladder, until it is done or needless. */
export const TaskOverdueV1 = defineEvent({
  producer: 'isolation',
  name: 'task-overdue',
  topic: 'bulou.task',
  meaning: 'A task ran over its clock; told once for each level of the ladder, until it is done or needless.',
  shape: z.object({
    taskId: uuid,
    kind: z.string().regex(/^[a-z][a-z-]{0,39}$/),
    campaignId: uuid,
    participantId: uuid.nullable(),
    caseId: uuid.nullable(),
    siteCode,
    districtCode,
    labCode: labCode.nullable(),
    ownerRole: z.enum(wordsOf(roles)),
    ownerPerson: actor.nullable(),
    level: z.int().min(1).max(5),
    dueAt: instant,
    overdueAt: instant,
  }),
  keyOf: (content) => content.taskId,
  example: {
    taskId: '0198f2a0-0000-7000-8000-000000000021',
    kind: 'locate',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11',
    caseId: '0198f2a0-0000-7000-8000-000000000008',
    siteCode: '330105-0001',
    districtCode: '330105',
    labCode: null,
    ownerRole: 'community-cadre',
    ownerPerson: 'duty-1',
    level: 1,
    dueAt: '2026-11-21T09:00:00.000Z',
    overdueAt: '2026-11-21T09:00:00.400Z',
  },
});
