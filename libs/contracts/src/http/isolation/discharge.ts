import { instant, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** Cycles; null where no curve rose. A run has at most sixty. */
const ct = z.number().positive().max(60).nullable();

/**
 * A doctor discharges an infected person on two or more swabs: N and ORF1ab at Ct 35 or above, 24 h apart at least (9th
 * plan). Results are told without their thresholds, so the doctor reads those off the laboratory's report; each version is
 * compared with what was released.
 */
export const dischargeInfected = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/measures/:measureId/discharge',
  roles: ['doctor'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'measure', by: 'measureId', unseen: 'MEASURE_UNKNOWN' },
  summary: { zh: '感染者出院（解除隔离）', en: 'discharge an infected person' },
  request: z.object({
    swabs: z
      .array(z.object({ tubeId, resultVersion: z.int().min(1), ctN: ct, ctOrf1ab: ct }))
      .min(2)
      .max(20),
  }),
  response: z.object({ measureId: uuid, endedAt: instant, recoveredMeasureIds: z.array(uuid) }),
});
