import { instant } from '@lib/contracts/fields';
import { measureCategories, measurePlaces, wordsOf } from '@lib/vocabulary';
import type { MeasureCategory } from '@lib/vocabulary';
import { z } from 'zod';

/** Rules of a policy pack: what an authority's decree lets be done to whom, for how long, and how a person objects. */
export const packStage = z.object({ place: z.enum(wordsOf(measurePlaces)), days: z.int().min(0).max(60) });

export const categoryRule = z.object({
  /** One after the other: 7 days at an isolation point, then 3 at home. */
  stages: z.array(packStage).min(1).max(4),
  /** Days count from here, never from when somebody got round to it (settled 13). */
  countsFrom: z.enum(['last-contact', 'arrival', 'discharge']),
  /** Days of the count on which the person is tested. */
  testDays: z.array(z.int().min(0).max(60)).max(20),
  /** Who signs that days and tests are complete, where the decree wants a signature. Without it the end comes all the same. */
  releaseRole: z.enum(['doctor', 'isolation-officer', 'cdc-duty']).optional(),
});

/** When an infected person may leave before their days are over: newest swabs clear without a break, so far apart. */
export const dischargeRule = z.object({
  /** Cycles; both targets at or above it count as clear. */
  ctMin: z.number().positive().max(60),
  /** Hours between the first and the last of the clear swabs. */
  hoursApartMin: z.number().min(0).max(240),
});
export type DischargeRule = z.output<typeof dischargeRule>;

export const packRules = z.object({
  /** Only the categories that the decree names; of others nobody may be isolated under it. */
  categories: z.partialRecord(z.enum(wordsOf(measureCategories)), categoryRule),
  /** Going on: how often, and by how many hours at the most each time. A new decision by another person each time. */
  extension: z.object({ hoursMax: z.number().min(0).max(480), timesMax: z.int().min(0).max(5) }),
  /** Hours within which a reviewer who decided nothing before answers an objection. */
  appealHoursMax: z.number().positive().max(240),
  reviewerRole: z.literal('auditor'),
  /** Hours within which a proposed contact is decided; after them the person is free, with a look-out. */
  contactHoursMax: z.number().positive().max(240),
  discharge: dischargeRule.optional(),
});
export type PackRules = z.output<typeof packRules>;

/** A division's code or its beginning: 33 a province, 3301 a city, 330105 a county. */
export const areaCode = z.string().regex(/^\d{2}(\d{2}(\d{2})?)?$/);

/** The valid pack as other rooms are told of it. What is optional came later; without `rules` only holds are possible. */
export const measuresPack = z.object({
  packId: z.string(),
  issuer: z.string(),
  number: z.string(),
  legalBasis: z.string(),
  holdHoursMax: z.number(),
  remedyZh: z.string(),
  remedyEn: z.string(),
  /** A drill's pack governs drills only, and the reverse. */
  kind: z.enum(['live', 'drill']).optional(),
  packVersion: z.int().min(1).optional(),
  /** A public number of the authority, for whoever has no page. */
  remedyPhone: z.string().max(20).optional(),
  validFrom: instant.optional(),
  /** The first instant at which it no longer holds. */
  validTo: instant.optional(),
  rules: packRules.optional(),
});
export type MeasuresPack = z.output<typeof measuresPack>;

/** What holds where a pack is silent: how an objection is answered may not depend on a decree having thought of it. */
export const packDefaults: PackRules = {
  categories: {},
  extension: { hoursMax: 24, timesMax: 1 },
  appealHoursMax: 24,
  reviewerRole: 'auditor',
  contactHoursMax: 24,
};

export const rulesOfPack = ({ rules }: Pick<MeasuresPack, 'rules'>): PackRules => rules ?? packDefaults;

/** What holds where a decree says nothing of a discharge: the ninth treatment plan (domain R42, settled 13). */
const ninthPlan: DischargeRule = { ctMin: 35, hoursApartMin: 24 };

/** In: the pack that is valid, if one is. Out: when an infected person may leave. */
export const dischargeRuleOf = (pack: Pick<MeasuresPack, 'rules'> | null): DischargeRule =>
  pack?.rules?.discharge ?? ninthPlan;

/** In: a rule of a category. Out: its days, over all stages. */
export const daysOf = ({ stages }: z.output<typeof categoryRule>): number =>
  stages.reduce((sum, { days }) => sum + days, 0);

/** In: pack, category. Out: the rule; nothing when the decree does not name the category. */
export const ruleFor = (pack: MeasuresPack, category: MeasureCategory) => rulesOfPack(pack).categories[category];
