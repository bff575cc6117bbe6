import type { RefusalCode } from '@lib/contracts/refusal-catalogue';

/** What the routes of rooms refuse of their own. */
export const rooms = {
  'POST isolation/v1/isolation-points': ['POINT_EXISTS'],
  'POST isolation/v1/isolation-points/:pointId/inspections': ['SECOND_SIGNATURE_NEEDED'],
  'POST isolation/v1/isolation-points/:pointId/stays': [
    ...(['POINT_NOT_PASSED', 'POINT_FULL', 'ROOM_TAKEN', 'ROOM_UNKNOWN', 'STAY_WITHOUT_BASIS'] as const),
    ...(['PERSON_HAS_ROOM', 'STAY_UNKNOWN', 'STAY_MOVED_ON'] as const),
  ],
  'POST isolation/v1/stays/:stayId/move-in': ['STAY_MOVED_ON', 'PERSON_HAS_ROOM'],
  'POST isolation/v1/stays/:stayId/move-out': ['STAY_MOVED_ON', 'STAY_SHARED'],
  'POST isolation/v1/stays/:stayId/disinfected': ['STAY_MOVED_ON'],
  'POST isolation/v1/stays/:stayId/cancel': ['STAY_MOVED_ON', 'STAY_SHARED'],
} as const satisfies Record<string, readonly RefusalCode[]>;

const aTransfer = [
  ...(['TRANSFER_WITHOUT_BASIS', 'TRANSFER_ORDERED', 'POINT_UNKNOWN', 'POINT_NOT_PASSED', 'POINT_FULL'] as const),
  ...(['ROOM_TAKEN', 'PERSON_HAS_ROOM', 'STAY_WITHOUT_BASIS', 'TRIP_UNKNOWN', 'TRIP_CLOSED', 'TRIP_FULL'] as const),
  'EXTENSION_NEEDS_ANOTHER_PERSON',
] as const;

/** What the routes of referrals refuse of their own. */
export const referrals = {
  'POST lab/v1/tubes/:tubeId/referrals': ['REFERRAL_OPEN', 'REFERRAL_NEEDS_DETECTION', 'LAB_UNREGISTERED'],
  'POST lab/v1/referrals/:referralId/receive': ['REFERRAL_MOVED_ON', 'REFERRAL_FOR_OTHER_LAB', 'LAB_UNKNOWN'],
  'POST lab/v1/referrals/:referralId/decide': ['REFERRAL_MOVED_ON', 'SECOND_SIGNATURE_NEEDED'],
} as const satisfies Record<string, readonly RefusalCode[]>;

/** What the routes of waits refuse of their own. */
export const waits = {
  'POST isolation/v1/waiting-orders': ['NO_POLICY_PACK', 'ORDER_NUMBER_USED'],
  'POST isolation/v1/waits': [
    ...([
      'TUBE_NOT_OWN',
      'WAIT_EXISTS',
      'POINT_UNKNOWN',
      'POINT_FULL',
      'ROOM_TAKEN',
      'PERSON_HAS_ROOM',
      'STAY_WITHOUT_BASIS',
    ] as const),
    ...(['NO_POLICY_PACK', 'EXTENSION_NEEDS_ANOTHER_PERSON', 'EXTENSION_BEYOND_PACK'] as const),
  ],
  'POST isolation/v1/waits/:waitId/end': ['WAIT_OVER', 'WAIT_NEEDS_DOCTOR'],
} as const satisfies Record<string, readonly RefusalCode[]>;

/** What the routes of verified cases refuse of their own. */
export const verified = {
  'POST isolation/v1/vehicles': ['VEHICLE_EXISTS'],
  'POST isolation/v1/vehicles/:vehicleId/trips': ['VEHICLE_ON_TRIP'],
  'POST isolation/v1/trips/:tripId/close': ['TRIP_CLOSED', 'TRIP_HAS_PEOPLE'],
  'POST isolation/v1/cases/:caseId/transfers': aTransfer,
  'POST isolation/v1/measures/:measureId/transfers': aTransfer,
  'POST isolation/v1/cases/:caseId/home-isolation': [
    ...(['HOME_NEEDS_VERIFIED', 'HOME_NOT_IN_PACK', 'NO_POLICY_PACK', 'INFECTED_ISOLATED_ALREADY'] as const),
    ...(['TRANSFER_ORDERED', 'PERSON_HAS_ROOM'] as const),
  ],
  'POST isolation/v1/transfers/:transferId/board': [
    ...(['TRANSFER_MOVED_ON', 'TRIP_UNKNOWN', 'TRIP_CLOSED', 'TRIP_FULL'] as const),
  ],
  'POST isolation/v1/transfers/:transferId/arrive': ['TRANSFER_MOVED_ON', 'STAY_MOVED_ON'],
  'POST isolation/v1/transfers/:transferId/cancel': ['TRANSFER_MOVED_ON'],
  'POST isolation/v1/case-reports/:reportId/reported': ['REPORT_STEP_DONE', 'REPORT_TAKEN_BACK'],
  'POST isolation/v1/case-reports/:reportId/checked': [
    ...(['REPORT_STEP_DONE', 'REPORT_STEP_EARLY', 'REPORT_TAKEN_BACK', 'SECOND_SIGNATURE_NEEDED'] as const),
  ],
  'POST isolation/v1/case-reports/:reportId/investigated': ['REPORT_STEP_DONE', 'REPORT_TAKEN_BACK'],
  'POST isolation/v1/case-reports/:reportId/withdrawn': ['REPORT_STEP_DONE', 'REPORT_STEP_EARLY'],
} as const satisfies Record<string, readonly RefusalCode[]>;
