import { cursor, instant, labCode, rejectionReason, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { waitSettings, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

export const registerLab = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/labs',
  roles: ['admin'],
  scope: 'none',
  isIdempotent: true,
  summary: { zh: '登记实验室', en: 'register a laboratory' },
  request: z.object({ labCode, name: z.string().min(1).max(80) }),
  response: z.object({ labCode }),
});

const rejection = z.object({ tubeId, reason: rejectionReason });

export const countArrival = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/arrivals',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  // A count may come before the hand-over is known here; it is kept and matched, whoever's box it turns out to be.
  object: { kind: 'batch', by: 'batchId', unseen: 'nothing' },
  isIdempotent: true,
  summary: { zh: '收样清点', en: 'count a box that arrived' },
  request: z.object({
    batchId: uuid,
    received: z.array(tubeId).max(200),
    rejected: z.array(rejection).max(200).default([]),
    /** The bench's own time of the count; event time for curves, never for a deadline. */
    capturedAt: instant.optional(),
  }),
  response: z.object({
    batchId: uuid,
    /** Tubes of the manifest; null while the hand-over of this box is not known here: the count is kept and matched. */
    expected: z.int().nullable(),
    received: z.array(tubeId),
    rejected: z.array(rejection),
    missing: z.array(tubeId),
    unexpected: z.array(tubeId),
  }),
});

export const rejectTube = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/tubes/:tubeId/reject',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  // Kept and matched like a count.
  object: { kind: 'tube', by: 'tubeId', unseen: 'nothing' },
  isIdempotent: true,
  summary: { zh: '拒收', en: 'reject a tube at the bench' },
  request: z.object({ reason: rejectionReason }),
  response: z.object({ tubeId, state: z.string() }),
});

export const declareTubeLost = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/tubes/:tubeId/lost',
  roles: ['lab-supervisor'],
  scope: 'lab',
  object: { kind: 'tube', by: 'tubeId', unseen: 'TUBE_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '登记遗失', en: 'declare a missing tube lost' },
  request: z.object({ note: z.string().max(200).optional() }),
  response: z.object({ tubeId, state: z.string() }),
});

/** `?format=json|csv|xlsx`; csv (GBK, as Chinese Excel writes it) and xlsx are the ready-filled upload files. */
export const listWaitingTubes = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/waiting-tubes',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  summary: {
    zh: '本实验室待测试管（可下载已填好的文件）',
    en: 'tubes that wait at this laboratory, also as a ready-filled file',
  },
  query: z.object({ format: z.enum(['json', 'csv', 'xlsx']).default('json'), cursor: cursor.optional() }),
  alsoAnswers: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  response: z.object({
    tubes: z.array(
      z.object({
        tubeId,
        specimens: z.int(),
        receivedAt: instant,
        campaignId: uuid,
        /** Somebody waits for it: at home, because it was drawn on an order, or in a room (`awaitedAt`). */
        isPriority: z.boolean(),
        /** Where somebody waits in a room for this very tube; those come first of all. */
        awaitedAt: z.enum(wordsOf(waitSettings)).nullable(),
        /** When its result should be there; null for a tube of the round, whose clock is the round's. */
        dueAt: instant.nullable(),
      }),
    ),
    next: z.string().optional(),
  }),
});
