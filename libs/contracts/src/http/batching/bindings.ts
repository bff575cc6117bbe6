import { cursor, instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

const kind = z.enum(['unbound-swab', 'wrong-binding']);
const state = z.enum(['proposed', 'approved', 'dismissed']);

const person = z.object({
  participantId: uuid,
  /** Recorded in the tube wrongly, in truth swabbed into it, or somebody whose swab may be the one too many. */
  part: z.enum(['bound', 'rightful', 'candidate']),
  /** The tube that the record has the person in; null for somebody who is in none. */
  otherTubeId: tubeId.nullable(),
});

export const bindingReport = z.object({
  reportId: uuid,
  kind,
  state,
  tubeId,
  campaignId: uuid,
  siteCode,
  /** People on record in the tube, and swabs that were counted in it. */
  specimens: z.int(),
  swabs: z.int().nullable(),
  people: z.array(person),
  owner: z.object({ role: z.literal('site-manager'), place: siteCode }),
  reportedBy: z.string(),
  reportedAt: instant,
  dueAt: instant,
  isOverdue: z.boolean(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  nextStep: z.object({ zh: z.string(), en: z.string() }),
});

/**
 * A tube holds more swabs than people, or a person is on record in the wrong tube. Whoever may own a swab too many is
 * proposed; nothing happens to anybody until a second person approves.
 */
export const reportBinding = defineRoute({
  service: 'batching',
  method: 'POST',
  path: '/v1/tubes/:tubeId/binding-reports',
  roles: ['sampler', 'site-manager', 'lab', 'lab-supervisor', 'cdc-duty'],
  scope: 'site',
  scopeByRole: { lab: 'lab', 'lab-supervisor': 'lab', 'cdc-duty': 'district' },
  object: { kind: 'tube', by: 'tubeId', unseen: 'TUBE_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '报告多余拭子或错管', en: 'report a swab too many, or a person in the wrong tube' },
  request: z.object({
    kind,
    /** Of a swab too many: swabs counted in the tube. */
    swabs: z.int().min(1).max(60).optional(),
    /** Of a wrong tube: who is on record in it. */
    participantId: uuid.optional(),
    /** Whose swab is in it in truth, where that is known. */
    rightfulParticipantId: uuid.optional(),
  }),
  response: bindingReport,
});

/** `?campaign=&state=&cursor=` Reports that wait first. */
export const listBindingReports = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/binding-reports',
  roles: ['site-manager', 'cdc-duty', 'isolation-officer'],
  scope: 'district',
  scopeByRole: { 'site-manager': 'site' },
  summary: { zh: '多余拭子与错管报告', en: 'reports of swabs too many and wrong tubes' },
  query: z.object({ campaign: uuid.optional(), state: state.default('proposed'), cursor: cursor.optional() }),
  response: z.object({ reports: z.array(bindingReport), asOf: instant, next: z.string().optional() }),
});

/** Approves a report, for all whom it names or for some of them, or dismisses it. Never whoever reported it. */
export const decideBinding = defineRoute({
  service: 'batching',
  method: 'POST',
  path: '/v1/binding-reports/:bindingReportId/decide',
  roles: ['site-manager', 'cdc-duty', 'isolation-officer'],
  scope: 'district',
  scopeByRole: { 'site-manager': 'site' },
  object: { kind: 'binding-report', by: 'bindingReportId', unseen: 'BINDING_REPORT_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '核定多余拭子或错管', en: 'decide about a swab too many, or a wrong tube' },
  request: z.object({
    decision: z.enum(['approved', 'dismissed']),
    /** Who of the candidates is called back; all of them unless said. */
    participantIds: z.array(uuid).min(1).max(200).optional(),
  }),
  response: bindingReport,
});
