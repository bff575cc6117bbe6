import { cursor, finding, instant, labCode, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** A detected specimen at a second laboratory: the same tube and chain, both results side by side (order 32, domain R31). */
const decisions = ['first-stands', 'second-stands', 'draw-again'] as const;

export const referTube = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/tubes/:tubeId/referrals',
  roles: ['lab-supervisor'],
  scope: 'lab',
  object: { kind: 'tube', by: 'tubeId', unseen: 'TUBE_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '样本送第二实验室复核', en: 'refer a specimen to a second laboratory' },
  request: z.object({ toLab: labCode }),
  response: z.object({ referralId: uuid }),
});

export const receiveReferral = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/referrals/:referralId/receive',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  object: { kind: 'referral', by: 'referralId', unseen: 'REFERRAL_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '第二实验室签收样本', en: 'receive a referred specimen' },
  request: z.object({}),
  response: z.object({ referralId: uuid, receivedAt: instant }),
});

/** Only where the two results contradict each other, by somebody who brought neither. */
export const decideReferral = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/referrals/:referralId/decide',
  roles: ['cdc-duty'],
  scope: 'district',
  object: { kind: 'referral', by: 'referralId', unseen: 'REFERRAL_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '裁定两家实验室结果不一致', en: 'decide on two results that contradict each other' },
  request: z.object({ decision: z.enum(decisions) }),
  response: z.object({
    referralId: uuid,
    decision: z.enum(decisions),
    nextStep: z.object({ zh: z.string(), en: z.string() }),
  }),
});

/** Of the caller's laboratory, as sender or receiver. `?cursor=` */
export const listReferrals = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/referrals',
  roles: ['lab', 'lab-supervisor', 'cdc-duty'],
  scope: 'lab',
  scopeByRole: { 'cdc-duty': 'district' },
  summary: { zh: '送检复核清单', en: 'referred specimens' },
  query: z.object({ cursor: cursor.optional() }),
  response: z.object({
    referrals: z.array(
      z.object({
        referralId: uuid,
        tubeId,
        campaignId: uuid,
        siteCode,
        fromLab: labCode,
        toLab: labCode,
        resultVersion: z.int(),
        firstFinding: finding,
        secondFinding: finding.nullable(),
        referredAt: instant,
        receivedAt: instant.nullable(),
        foundAt: instant.nullable(),
        decision: z.enum(decisions).nullable(),
        decidedBy: z.string().nullable(),
        /** `with-second-lab`, then `agrees`, or `contradicts` until a person decided. */
        state: z.enum(['on-the-way', 'with-second-lab', 'agrees', 'contradicts', 'decided']),
      }),
    ),
    next: z.string().optional(),
  }),
});
