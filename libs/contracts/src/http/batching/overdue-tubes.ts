import { cursor, uuid } from '@lib/contracts/fields';
import { overdueTubes } from '@lib/contracts/http/overdue-tube';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** `?campaign=&cursor=` Tubes that never left their site when their time is over. */
export const listOverdueTubesAtSites = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/overdue-tubes',
  roles: ['site-manager', 'cdc-duty', 'district-liaison', 'command-centre'],
  scope: 'district',
  scopeByRole: { 'site-manager': 'site', 'command-centre': 'none' },
  summary: { zh: '超时未交接的试管', en: 'tubes past their clock that were not handed over' },
  query: z.object({ campaign: uuid.optional(), cursor: cursor.optional() }),
  response: overdueTubes,
});
