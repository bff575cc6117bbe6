import { instant, labCode, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { roles } from '@lib/vocabulary';
import type { Role } from '@lib/vocabulary';
import { z } from 'zod';

/**
 * A tube past the clock of its campaign (`tubeWithoutResultHoursMax` ÷ time scale) that nobody was told a result of.
 * The room that owns the tube lists it: batching until the box is handed over, the laboratory from then on.
 */
export const overdueTube = z.object({
  tubeId,
  campaignId: uuid,
  siteCode,
  labCode: labCode.nullable(),
  state: z.string(),
  /** Where it was seen last: a site's or a laboratory's code. */
  lastPlace: z.string(),
  since: instant,
  dueAt: instant,
  /** Who has to act: a role, at a place. */
  owner: z.object({ role: z.enum(Object.keys(roles) as [Role, ...Role[]]), place: z.string() }),
  nextStep: z.object({ zh: z.string(), en: z.string() }),
});

export const overdueTubes = z.object({ tubes: z.array(overdueTube), asOf: instant, next: z.string().optional() });

export type OverdueTube = z.output<typeof overdueTube>;
