import { cursor, instant, uuid } from '@lib/contracts/fields';
import { areaCode, packRules } from '@lib/contracts/policy-pack';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

const title = z.string().trim().min(1).max(120);

/** One version of a pack. A version is never changed: a decree that changes is another version. */
export const policyPack = z.object({
  packId: z.string().regex(/^[a-z0-9][a-z0-9-]{2,40}$/),
  kind: z.enum(['live', 'drill']),
  issuer: title,
  number: title,
  legalBasis: z.string().trim().min(1).max(300),
  /** Where it may be put in force; everywhere when it names no area. */
  area: areaCode.nullable().default(null),
  validFrom: instant,
  /** The first instant at which it no longer holds; null while nobody has set one. */
  validTo: instant.nullable().default(null),
  disease: title,
  targets: title,
  /** Where its facts can be read. */
  source: z.string().trim().min(1).max(300),
  remedyZh: z.string().trim().min(1).max(300),
  remedyEn: z.string().trim().min(1).max(300),
  remedyPhone: z.string().max(20).optional(),
  /** 0: nobody is held under it. */
  holdHoursMax: z.number().min(0).max(72),
  rules: packRules,
});
export type PolicyPack = z.output<typeof policyPack>;

const force = z.object({ campaignId: uuid, area: areaCode.nullable(), since: instant });

/** Public: whoever is held under a pack may read it. `?cursor=` */
export const listPacks = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/policy-packs',
  roles: 'public',
  scope: 'none',
  summary: { zh: '政策包（公开）', en: 'policy packs, for everybody' },
  query: z.object({ cursor: cursor.optional() }),
  response: z.object({
    packs: z.array(policyPack.extend({ version: z.int(), inForce: z.array(force) })),
    next: z.string().optional(),
  }),
});

export const addPack = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/policy-packs',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  isIdempotent: true,
  summary: { zh: '新增政策包版本', en: 'add a version of a pack' },
  request: policyPack.refine(({ validFrom, validTo }) => validTo === null || validFrom < validTo, {
    message: 'a pack ends after it begins',
    path: ['validTo'],
  }),
  response: z.object({ packId: z.string(), version: z.int() }),
});

const placeOfPack = z.object({
  packId: z.string().max(41),
  version: z.int().min(1),
  /** A part of the campaign's area; the whole of it when null. */
  area: areaCode.nullable().default(null),
});

/** The first of two people; nothing holds yet. */
export const proposePackAct = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns/:campaignId/pack-acts',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  isIdempotent: true,
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  summary: { zh: '提议启用或停用政策包', en: 'propose to put a pack in or out of force' },
  request: placeOfPack.extend({ act: z.enum(['activate', 'deactivate']), reason: z.string().trim().min(1).max(200) }),
  response: z.object({ actId: uuid }),
});

/** What one person proposed about packs and nobody has confirmed yet; gone when it lapses. */
export const listPackActs = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/pack-acts',
  roles: ['admin', 'command-centre', 'auditor'],
  scope: 'none',
  summary: { zh: '待第二人确认的政策包提议', en: 'proposals about packs that wait for a second person' },
  response: z.object({
    acts: z.array(
      z.object({
        actId: uuid,
        campaignId: uuid,
        campaignName: z.string(),
        packId: z.string(),
        version: z.int(),
        area: areaCode.nullable(),
        act: z.enum(['activate', 'deactivate']),
        reason: z.string(),
        proposedBy: z.string(),
        proposedAt: instant,
        lapsesAt: instant,
      }),
    ),
    asOf: instant,
  }),
});

/** The second person: from now on the pack is in force, or no longer. */
export const confirmPackAct = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/pack-acts/:actId/confirm',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  isIdempotent: true,
  object: { kind: 'pack-act', by: 'actId', unseen: 'PACK_ACT_UNKNOWN' },
  summary: { zh: '确认启用或停用政策包（第二人）', en: 'confirm it, as the second person' },
  request: z.object({}),
  response: z.object({ actId: uuid, policyVersion: z.int() }),
});
