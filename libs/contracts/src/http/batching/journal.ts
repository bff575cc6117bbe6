import { capacity, instant, noAnswerReason, partialReason, purpose, sha256, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { subjectKinds } from '@lib/vocabulary';
import { z } from 'zod';

/** What every device event carries: its number on the device, from 1 without gap, and the device's own time. */
const stamp = { seq: z.int().min(1), capturedAt: instant };

/** One act of a device at a sampling site. Order on the device is order in the record. */
export const deviceEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('open-tube'),
    ...stamp,
    tubeId,
    roundId: uuid,
    capacity,
    purpose,
    orderId: uuid.optional(),
  }),
  z.object({
    kind: z.literal('scan'),
    ...stamp,
    tubeId,
    subjectKind: z.enum(subjectKinds).default('person'),
    subjectId: uuid,
  }),
  z.object({ kind: z.literal('undo-scan'), ...stamp, tubeId, subjectId: uuid }),
  z.object({
    kind: z.literal('seal-tube'),
    ...stamp,
    tubeId,
    /** The number of swabs in the tube, as counted by the sampler. */
    specimens: z.int().min(0).max(20),
    partialReason: partialReason.optional(),
    /** True for a single specimen that the site had retained beside a pool: nobody was called for it. */
    isRetained: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('void-tube'), ...stamp, tubeId, reason: noAnswerReason }),
]);

export type DeviceEvent = z.output<typeof deviceEvent>;

/**
 * `accepted`: recorded now. `duplicate`: nothing new, it was known (the same event again, or a person who is in the tube
 * already). `conflict`: contradicts what was recorded under this number. `refused`: the law of the tube says no.
 */
export const journalAnswer = z.object({
  seq: z.int(),
  outcome: z.enum(['accepted', 'duplicate', 'conflict', 'refused']),
  code: z.string().optional(),
  zh: z.string().optional(),
  en: z.string().optional(),
  /** Place of the person in the tube, after a scan. */
  position: z.int().optional(),
  /** Specimens in the tube after this event. */
  specimens: z.int().optional(),
});

export type JournalAnswer = z.output<typeof journalAnswer>;

export const journal = defineRoute({
  service: 'batching',
  method: 'POST',
  path: '/v1/journal',
  roles: ['sampler', 'site-manager'],
  scope: 'device',
  // The site of the token is the place that the custody chain writes down.
  alsoBound: ['site'],
  object: { kind: 'device', by: 'deviceId', unseen: 'DEVICE_NOT_YOURS' },
  bodyLimitBytes: 262_144,
  takesLateSync: true,
  summary: { zh: '上传设备记录（1–500 条）', en: 'send 1 to 500 device events' },
  request: z.object({ campaignId: uuid, deviceId: uuid, events: z.array(deviceEvent).min(1).max(500) }),
  response: z.object({ deviceId: uuid, lastSeq: z.int(), rollingHash: sha256, answers: z.array(journalAnswer) }),
});

export const readDeviceCursor = defineRoute({
  service: 'batching',
  method: 'GET',
  path: '/v1/devices/:deviceId/cursor',
  roles: ['sampler', 'site-manager'],
  scope: 'device',
  object: { kind: 'device', by: 'deviceId', unseen: 'DEVICE_NOT_YOURS' },
  summary: { zh: '设备同步回执', en: 'what was recorded of a device' },
  response: z.object({ deviceId: uuid, lastSeq: z.int(), rollingHash: sha256 }),
});
