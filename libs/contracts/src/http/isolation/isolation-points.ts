import { cursor, districtCode, instant, label, siteCode, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { measureCategories, pointKinds, sharingReasons, stayStates, wordsOf, zoneChecks } from '@lib/vocabulary';
import { z } from 'zod';

/** Isolation points, their rooms, and who has which room. People are pseudonyms. */
const placeStaff = ['isolation-officer', 'cdc-duty'] as const;

const roomCounts = {
  rooms: z.int(),
  free: z.int(),
  reserved: z.int(),
  occupied: z.int(),
  disinfecting: z.int(),
};

export const stayView = z.object({
  stayId: uuid,
  roomId: uuid,
  campaignId: uuid,
  participantId: uuid,
  measureId: uuid.nullable(),
  state: z.enum(wordsOf(stayStates)),
  sharing: z.enum(wordsOf(sharingReasons)).nullable(),
  reservedAt: instant,
  movedInAt: instant.nullable(),
  movedOutAt: instant.nullable(),
});

const point = z.object({
  pointId: uuid,
  kind: z.enum(wordsOf(pointKinds)),
  name: z.string(),
  districtCode,
  siteCode: siteCode.nullable(),
  ...roomCounts,
  /** Of the newest check list; null where nobody inspected it yet. */
  isPassed: z.boolean().nullable(),
  inspectedOn: z.string().nullable(),
  inspectedBy: z.string().nullable(),
});

/** Points of a district with what is free, and the sums of each district. */
export const listIsolationPoints = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/isolation-points',
  roles: [...placeStaff, 'doctor', 'district-liaison', 'command-centre', 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  summary: { zh: '隔离点与房间', en: 'isolation points and rooms' },
  query: z.object({ kind: z.enum(wordsOf(pointKinds)).optional() }),
  response: z.object({
    points: z.array(point),
    districts: z.array(z.object({ districtCode, ...roomCounts })),
    asOf: instant,
  }),
});

export const registerPoint = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/isolation-points',
  roles: [...placeStaff, 'district-liaison'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'district', by: 'districtCode', unseen: 'NOT_FOUND' },
  summary: { zh: '登记隔离点及其房间', en: 'register an isolation point with its rooms' },
  request: z.object({
    districtCode,
    kind: z.enum(wordsOf(pointKinds)),
    name: label(60),
    /** Whose rooms they are; waiting rooms only. */
    siteCode: siteCode.optional(),
    rooms: z.array(label(20)).max(2000).default([]),
  }),
  response: z.object({ pointId: uuid, rooms: z.array(z.object({ roomId: uuid, label: z.string() })) }),
});

/** Answered by somebody else than who registered the point. */
export const inspectPoint = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/isolation-points/:pointId/inspections',
  roles: ['cdc-duty', 'doctor'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'isolation-point', by: 'pointId', unseen: 'POINT_UNKNOWN' },
  summary: { zh: '填写三区两通道检查表', en: 'answer the check list of three zones and two passages' },
  request: z.object({
    inspectedOn: z.iso.date(),
    zoneChecks: z.object(
      Object.fromEntries(wordsOf(zoneChecks).map((name) => [name, z.boolean()])) as Record<
        keyof typeof zoneChecks,
        z.ZodBoolean
      >,
    ),
  }),
  response: z.object({ inspectionId: uuid, isPassed: z.boolean() }),
});

/** The rooms of one point, each with who has it. */
export const listRooms = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/isolation-points/:pointId/rooms',
  roles: [...placeStaff, 'doctor', 'auditor'],
  scope: 'district',
  scopeByRole: { auditor: 'none' },
  object: { kind: 'isolation-point', by: 'pointId', unseen: 'POINT_UNKNOWN' },
  summary: { zh: '房间一览', en: 'the rooms of a point' },
  response: z.object({
    rooms: z.array(z.object({ roomId: uuid, label: z.string(), stays: z.array(stayView) })),
    asOf: instant,
  }),
});

/** Without `roomId` the first free room. A room holds one; `sharesWith` names the stay of the guardian or the minor. */
export const reserveRoom = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/isolation-points/:pointId/stays',
  roles: [...placeStaff, 'doctor'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'isolation-point', by: 'pointId', unseen: 'POINT_UNKNOWN' },
  summary: { zh: '为一人预留房间', en: 'reserve a room for one person' },
  request: z.object({
    campaignId: uuid,
    participantId: uuid,
    roomId: uuid.optional(),
    sharesWith: z.object({ stayId: uuid, sharing: z.enum(wordsOf(sharingReasons)) }).optional(),
  }),
  response: z.object({ stayId: uuid, roomId: uuid, label: z.string() }),
});

const staySteps = {
  'move-in': { zh: '登记入住', en: 'record that somebody moved in' },
  'move-out': { zh: '登记离开', en: 'record that somebody moved out' },
  disinfected: { zh: '登记终末消毒完成', en: 'record that a room was disinfected' },
  cancel: { zh: '取消预留', en: 'give a reserved room back' },
} as const;
export type StayStep = keyof typeof staySteps;

const stepRoute = <const S extends StayStep>(step: S) =>
  defineRoute({
    service: 'isolation',
    method: 'POST',
    path: `/v1/stays/:stayId/${step}`,
    roles: [...placeStaff, 'doctor'],
    scope: 'district',
    isIdempotent: true,
    object: { kind: 'stay', by: 'stayId', unseen: 'STAY_UNKNOWN' },
    summary: staySteps[step],
    request: z.object({}),
    response: z.object({ stayId: uuid, state: z.enum(wordsOf(stayStates)) }),
  });

export const moveIn = stepRoute('move-in');
export const moveOut = stepRoute('move-out');
export const roomDisinfected = stepRoute('disinfected');
export const cancelStay = stepRoute('cancel');

/** Ordered and not placed (order 62): whoever is to be in an isolation point by now and has no room, the oldest first. */
export const listUnplaced = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/unplaced',
  roles: [...placeStaff, 'district-liaison', 'command-centre', 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  summary: { zh: '应收未收名单', en: 'ordered but not placed' },
  query: z.object({ cursor: cursor.optional() }),
  response: z.object({
    unplaced: z.array(
      z.object({
        measureId: uuid,
        campaignId: uuid,
        participantId: uuid,
        category: z.enum(wordsOf(measureCategories)),
        siteCode,
        since: instant,
        endsAt: instant,
      }),
    ),
    asOf: instant,
    next: z.string().optional(),
  }),
});
