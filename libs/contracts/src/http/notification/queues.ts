import { instant } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

const jobs = z.int().min(0);

/** For whoever operates the house. It shows and changes nothing: what is to be done stands in rows, and is rung again from there. */
export const listQueues = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/queues',
  roles: ['admin'],
  scope: 'none',
  summary: { zh: '任务队列', en: 'the queues of jobs, and what failed for good' },
  response: z.object({
    queues: z.array(
      z.object({
        queue: z.string(),
        counts: z.object({ waiting: jobs, active: jobs, delayed: jobs, completed: jobs, failed: jobs }),
        /** The newest first; without what the job carried. */
        failures: z.array(z.object({ id: z.string(), name: z.string(), attempts: z.int(), failedAt: instant })),
      }),
    ),
    asOf: instant,
  }),
});
