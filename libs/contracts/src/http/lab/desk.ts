import { cursor, finding, instant, labCode, tubeId, uuid } from '@lib/contracts/fields';
import { overdueTubes } from '@lib/contracts/http/overdue-tube';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** A row that was there sooner than the assay can run lands when a supervisor answers for it. */
export const admitRow = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/uploads/:job/admit',
  roles: ['lab-supervisor'],
  scope: 'lab',
  object: { kind: 'upload', by: 'job', unseen: 'UPLOAD_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '放行过早出结果的行', en: 'admit a row that was held because it came too soon' },
  request: z.object({ row: z.int().min(1).max(1_000_000), reason: z.string().min(2).max(200) }),
  response: z.object({ job: uuid, row: z.int(), tubeId, outcome: z.string(), resultVersion: z.int().nullable() }),
});

/** Corrections that take an alarm or a detection back and wait for the second supervisor. */
export const listAskedCorrections = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/asked-corrections',
  roles: ['lab-supervisor'],
  scope: 'lab',
  summary: { zh: '待第二人确认的更正', en: 'corrections that wait for a second supervisor' },
  query: z.object({ cursor: cursor.optional() }),
  response: z.object({
    corrections: z.array(
      z.object({
        tubeId,
        resultVersion: z.int(),
        /** What stands until the second supervisor asks for the same. */
        standing: finding,
        finding,
        reason: z.string(),
        askedBy: z.string(),
        askedAt: instant,
      }),
    ),
    next: z.string().optional(),
  }),
});

/** `?campaign=&cursor=` Tubes that were handed over and have no told result when their time is over. */
export const listOverdueTubesAtLab = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/overdue-tubes',
  roles: ['lab', 'lab-supervisor', 'cdc-duty', 'district-liaison', 'command-centre'],
  scope: 'lab',
  scopeByRole: { 'cdc-duty': 'district', 'district-liaison': 'district', 'command-centre': 'none' },
  summary: { zh: '交接后超时未出结果的试管', en: 'tubes past their clock after the hand-over' },
  query: z.object({ campaign: uuid.optional(), cursor: cursor.optional() }),
  response: overdueTubes,
});

/** Codes that boxes are addressed to, or files come from, and that no administrator has registered. */
export const listUnregisteredLabs = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/unregistered-labs',
  roles: ['admin', 'cdc-duty', 'command-centre'],
  scope: 'none',
  summary: { zh: '未登记的实验室编号', en: 'laboratory codes that nobody registered' },
  response: z.object({
    labs: z.array(
      z.object({
        labCode,
        boxes: z.int(),
        uploads: z.int(),
        since: instant,
        owner: z.object({ role: z.literal('admin'), place: z.string() }),
        nextStep: z.object({ zh: z.string(), en: z.string() }),
      }),
    ),
  }),
});
