import { actor, cursor, instant, siteCode, uuid, words } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import {
  appealGrounds,
  appealReasons,
  basisKinds,
  liftReasons,
  measureCategories,
  measureEnds,
  measureKinds,
  measurePlaces,
  passPurposes,
  wordsOf,
} from '@lib/vocabulary';
import { z } from 'zod';

/** What a person writes in their own words; numbers that could name somebody are masked before it is kept. */
const ownWords = z.string().trim().max(500).default('');

export const appealView = z.object({
  appealId: uuid,
  ground: z.enum(wordsOf(appealGrounds)),
  groundWords: words,
  words: z.string(),
  filedVia: z.enum(['page', 'hotline']),
  filedAt: instant,
  dueAt: instant,
  isOverdue: z.boolean(),
  decision: z.enum(['upheld', 'lifted']).nullable(),
  reasonWords: words.nullable(),
  decisionWords: z.string().nullable(),
  decidedAt: instant.nullable(),
});

export const passView = z.object({ purpose: z.enum(wordsOf(passPurposes)), grantedAt: instant, validUntil: instant });

/** A measure in words that the person it is about can read: what, why, by whom, by which law, where, until when. */
export const measureView = z.object({
  measureId: uuid,
  campaignId: uuid,
  kind: z.enum(wordsOf(measureKinds)),
  category: z.enum(wordsOf(measureCategories)),
  basisKind: z.enum(wordsOf(basisKinds)),
  place: z.enum(wordsOf(measurePlaces)),
  what: words,
  why: words,
  where: words,
  siteCode,
  authority: z.string(),
  decreeNumber: z.string(),
  legalBasis: z.string(),
  packId: z.string(),
  decidedBy: z.string(),
  startsAt: instant,
  /** The instant at which it ends by itself; that instant is no longer in it. */
  endsAt: instant,
  state: z.enum(['in-force', 'coming', 'over']),
  endedAt: instant.nullable(),
  endedBecause: z.enum(wordsOf(measureEnds)).nullable(),
  endedWords: words.nullable(),
  supersedes: uuid.nullable(),
  remedy: words,
  remedyPhone: z.string().nullable(),
  appeals: z.array(appealView),
  passes: z.array(passView),
});
export type MeasureView = z.output<typeof measureView>;

export const readMyMeasures = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/my-measures',
  roles: ['resident'],
  scope: 'participant',
  summary: { zh: '对我采取的措施', en: 'measures about me' },
  response: z.object({
    measures: z.array(measureView),
    /** Said beside every measure: for what nobody is kept in. */
    neverBlocked: words,
    asOf: instant,
  }),
});

const onMyMeasure = {
  service: 'isolation',
  method: 'POST',
  roles: ['resident'],
  scope: 'participant',
  isIdempotent: true,
  object: { kind: 'measure', by: 'measureId', unseen: 'MEASURE_UNKNOWN' },
} as const;
const appealRequest = z.object({ ground: z.enum(wordsOf(appealGrounds)), words: ownWords });
const appealAnswer = z.object({ appealId: uuid, dueAt: instant });

export const appealMyMeasure = defineRoute({
  ...onMyMeasure,
  path: '/v1/my-measures/:measureId/appeal',
  summary: { zh: '对措施提出异议', en: 'object to a measure' },
  request: appealRequest,
  response: appealAnswer,
});

const passRequest = z.object({ purpose: z.enum(wordsOf(passPurposes)) });
const passAnswer = z.object({ passId: uuid, validUntil: instant });

export const passForMe = defineRoute({
  ...onMyMeasure,
  path: '/v1/my-measures/:measureId/pass',
  summary: { zh: '紧急就医通行', en: 'a pass for urgent care, birth or dialysis' },
  request: passRequest,
  response: passAnswer,
});

const measureStaff = ['cdc-duty', 'isolation-officer'] as const;

/** An act on the measure of a person; one of another district looks like one that does not exist. */
export const onMeasure = {
  service: 'isolation',
  method: 'POST',
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'measure', by: 'measureId', unseen: 'MEASURE_UNKNOWN' },
} as const;

/** `?campaign=&state=in-force|coming|over|all&cursor=`; of the caller's district, for an auditor and the hotline of all. */
export const listMeasures = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/measures',
  roles: [...measureStaff, 'hotline', 'auditor'],
  scope: 'district',
  scopeByRole: { hotline: 'none', auditor: 'none' },
  summary: { zh: '措施清单', en: 'measures in force' },
  query: z.object({
    campaign: uuid.optional(),
    state: z.enum(['in-force', 'coming', 'over', 'all']).default('in-force'),
    cursor: cursor.optional(),
  }),
  response: z.object({
    measures: z.array(measureView.extend({ participantId: uuid })),
    asOf: instant,
    next: z.string().optional(),
  }),
});

export const extendMeasure = defineRoute({
  ...onMeasure,
  path: '/v1/measures/:measureId/extend',
  roles: measureStaff,
  summary: { zh: '延长措施（须由另一人决定）', en: 'continue a measure, by another person' },
  // Less than a minute is no time that anybody decides about; the smallest number there is added nothing and was a fault.
  request: z.object({
    hours: z
      .number()
      .min(1 / 60)
      .max(480),
  }),
  response: z.object({ measureId: uuid, startsAt: instant, endsAt: instant }),
});

export const liftMeasure = defineRoute({
  ...onMeasure,
  path: '/v1/measures/:measureId/lift',
  roles: [...measureStaff, 'doctor'],
  summary: { zh: '提前解除措施', en: 'lift a measure before its end' },
  request: z.object({ reason: z.enum(wordsOf(liftReasons)) }),
  response: z.object({ measureId: uuid, endedAt: instant }),
});

export const grantPass = defineRoute({
  ...onMeasure,
  path: '/v1/measures/:measureId/passes',
  roles: [...measureStaff, 'doctor', 'community-cadre', 'hotline'],
  scopeByRole: { hotline: 'none' },
  summary: { zh: '当场开具紧急就医通行', en: 'grant a pass on the spot' },
  request: passRequest,
  response: passAnswer,
});

export const appealForSomebody = defineRoute({
  ...onMeasure,
  path: '/v1/measures/:measureId/appeals',
  roles: ['hotline', 'community-cadre'],
  scopeByRole: { hotline: 'none' },
  summary: { zh: '代为提出异议', en: 'object on behalf of somebody' },
  request: appealRequest,
  response: appealAnswer,
});

/** `?state=open|all&cursor=`: the objections that a reviewer has to answer, the most urgent first. */
export const listAppeals = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/appeals',
  roles: ['auditor'],
  scope: 'none',
  summary: { zh: '异议清单', en: 'objections to answer' },
  query: z.object({
    campaign: uuid.optional(),
    state: z.enum(['open', 'all']).default('open'),
    cursor: cursor.optional(),
  }),
  response: z.object({
    appeals: z.array(appealView.extend({ measure: measureView.extend({ participantId: uuid }) })),
    asOf: instant,
    next: z.string().optional(),
  }),
});

export const decideAppeal = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/appeals/:appealId/decide',
  roles: ['auditor'],
  scope: 'none',
  isIdempotent: true,
  object: { kind: 'appeal', by: 'appealId', unseen: 'APPEAL_UNKNOWN' },
  summary: { zh: '答复异议', en: 'answer an objection' },
  request: z.object({
    decision: z.enum(['upheld', 'lifted']),
    reason: z.enum(wordsOf(appealReasons)),
    words: ownWords,
  }),
  response: z.object({ appealId: uuid, decision: z.enum(['upheld', 'lifted']), decidedBy: actor, decidedAt: instant }),
});
