import { actor, instant, labCode, purpose, sealNumber, sha256, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

export const manifest = z.object({
  batchId: uuid,
  boxCode: z.string(),
  campaignId: uuid,
  siteCode,
  labCode,
  state: z.enum(['open', 'handed-over']),
  sealNumber: z.string().nullable(),
  tubes: z.array(z.object({ tubeId, specimens: z.int(), sealedAt: instant, custodyHash: sha256, purpose })),
  /** A box with tubes drawn on an order goes first, at the site and at the laboratory. */
  isPriority: z.boolean(),
  handedOverAt: instant.nullable(),
});

export const openBatch = defineRoute({
  service: 'batching',
  method: 'POST',
  path: '/v1/batches',
  roles: ['site-manager'],
  scope: 'site',
  isIdempotent: true,
  summary: { zh: '开箱', en: 'open a box' },
  request: z.object({ batchId: uuid, campaignId: uuid, labCode }),
  response: z.object({ batchId: uuid, boxCode: z.string() }),
});

export const packTubes = defineRoute({
  service: 'batching',
  method: 'POST',
  path: '/v1/batches/:batchId/tubes',
  roles: ['site-manager'],
  scope: 'site',
  object: { kind: 'batch', by: 'batchId', unseen: 'BATCH_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '装箱', en: 'pack tubes into a box' },
  request: z.object({ tubeIds: z.array(tubeId).min(1).max(200) }),
  response: z.object({
    packed: z.array(tubeId),
    refused: z.array(z.object({ tubeId, code: z.string(), zh: z.string(), en: z.string() })),
  }),
});

export const handOverBatch = defineRoute({
  service: 'batching',
  method: 'POST',
  path: '/v1/batches/:batchId/hand-over',
  roles: ['site-manager'],
  scope: 'site',
  object: { kind: 'batch', by: 'batchId', unseen: 'BATCH_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '交接', en: 'hand a box over to a courier' },
  request: z.object({
    /** Tubes in the box as counted by hand; it must agree with the record. */
    tubesCounted: z.int().min(1).max(200),
    sealNumber,
    takenOverBy: actor,
    capturedAt: instant,
  }),
  response: manifest,
});

export const readManifest = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/batches/:batchId/manifest',
  roles: ['site-manager', 'courier'],
  scope: 'site',
  object: { kind: 'batch', by: 'batchId', unseen: 'BATCH_UNKNOWN' },
  summary: { zh: '送检清单', en: 'the manifest of a box' },
  response: manifest,
});
