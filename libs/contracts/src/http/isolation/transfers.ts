import { cursor, districtCode, instant, label, siteCode, uuid } from '@lib/contracts/fields';
import { onMeasure } from '@lib/contracts/http/isolation/measures';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** Bringing people to hospital or isolation point: vehicles, trips, and who is fetched. People are pseudonyms. */
const fleetStaff = ['isolation-officer', 'cdc-duty'] as const;
const crew = [...fleetStaff, 'doctor', 'sampling-squad'] as const;

const tripView = z.object({ tripId: uuid, openedAt: instant, seatsTaken: z.int() });

export const listVehicles = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/vehicles',
  roles: [...crew, 'district-liaison', 'command-centre', 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  summary: { zh: '转运车辆', en: 'vehicles' },
  response: z.object({
    vehicles: z.array(
      z.object({ vehicleId: uuid, districtCode, label: z.string(), capacity: z.int(), trip: tripView.nullable() }),
    ),
    asOf: instant,
  }),
});

export const registerVehicle = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/vehicles',
  roles: [...fleetStaff, 'district-liaison'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'district', by: 'districtCode', unseen: 'NOT_FOUND' },
  summary: { zh: '登记转运车辆', en: 'register a vehicle' },
  request: z.object({ districtCode, label: label(20), capacity: z.int().min(1).max(60) }),
  response: z.object({ vehicleId: uuid }),
});

/** A vehicle makes one trip at a time. */
export const openTrip = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/vehicles/:vehicleId/trips',
  roles: crew,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'vehicle', by: 'vehicleId', unseen: 'VEHICLE_UNKNOWN' },
  summary: { zh: '出车', en: 'begin a trip' },
  request: z.object({}),
  response: z.object({ tripId: uuid, capacity: z.int() }),
});

export const closeTrip = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/trips/:tripId/close',
  roles: crew,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'trip', by: 'tripId', unseen: 'TRIP_UNKNOWN' },
  summary: { zh: '收车', en: 'end a trip' },
  request: z.object({}),
  response: z.object({ tripId: uuid, closedAt: instant }),
});

const orderRequest = z.object({
  /** An isolation point or a designated hospital. At an isolation point a room is reserved with the order. */
  pointId: uuid,
  tripId: uuid.optional(),
});
const orderAnswer = z.object({
  transferId: uuid,
  dueAt: instant,
  /** Null where no pack is valid: then nobody is made to go, and whoever agrees is brought all the same. */
  measureId: uuid.nullable(),
  stayId: uuid.nullable(),
});

/** Of a verified case. */
export const transferCase = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/cases/:caseId/transfers',
  roles: fleetStaff,
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'case', by: 'caseId', unseen: 'CASE_UNKNOWN' },
  summary: { zh: '为复核阳性者下达转运单', en: 'order the transfer of a verified case' },
  request: orderRequest,
  response: orderAnswer,
});

/** Of somebody whose isolation at a point was decided. */
export const transferIsolated = defineRoute({
  ...onMeasure,
  path: '/v1/measures/:measureId/transfers',
  roles: fleetStaff,
  summary: { zh: '为集中隔离者下达转运单', en: 'order the transfer of somebody in isolation' },
  request: orderRequest,
  response: orderAnswer,
});

const onTransfer = {
  ...onMeasure,
  object: { kind: 'transfer', by: 'transferId', unseen: 'TRANSFER_UNKNOWN' },
} as const;

const transferStates = ['ordered', 'boarded', 'arrived', 'cancelled'] as const;
const stepAnswer = z.object({ transferId: uuid, state: z.enum(transferStates), at: instant });

export const boardTransfer = defineRoute({
  ...onTransfer,
  path: '/v1/transfers/:transferId/board',
  roles: crew,
  summary: { zh: '登记上车', en: 'record that somebody is in the vehicle' },
  request: z.object({ tripId: uuid }),
  response: stepAnswer,
});

/** The scan at the destination, by somebody of the district in which it stands. */
export const arriveTransfer = defineRoute({
  ...onTransfer,
  path: '/v1/transfers/:transferId/arrive',
  roles: crew,
  summary: { zh: '到达扫码', en: 'record the arrival at the destination' },
  request: z.object({}),
  response: stepAnswer,
});

export const cancelTransfer = defineRoute({
  ...onTransfer,
  path: '/v1/transfers/:transferId/cancel',
  roles: fleetStaff,
  summary: { zh: '取消转运单', en: 'cancel a transfer' },
  request: z.object({}),
  response: stepAnswer,
});

/** `?state=open|all&trip=&cursor=`; from the caller's district or into it, the most urgent first. */
export const listTransfers = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/transfers',
  roles: [...crew, 'district-liaison', 'command-centre', 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  summary: { zh: '转运名单', en: 'transfers' },
  query: z.object({
    state: z.enum(['open', 'all']).default('open'),
    trip: uuid.optional(),
    cursor: cursor.optional(),
  }),
  response: z.object({
    transfers: z.array(
      z.object({
        transferId: uuid,
        campaignId: uuid,
        participantId: uuid,
        caseId: uuid.nullable(),
        measureId: uuid.nullable(),
        state: z.enum(transferStates),
        siteCode,
        districtCode,
        destination: z.object({ pointId: uuid, name: z.string(), kind: z.string(), room: z.string().nullable() }),
        vehicle: z.object({ tripId: uuid, label: z.string(), seat: z.int() }).nullable(),
        orderedAt: instant,
        dueAt: instant,
        boardedAt: instant.nullable(),
        arrivedAt: instant.nullable(),
      }),
    ),
    asOf: instant,
    next: z.string().optional(),
  }),
});
