import { referrals, rooms, verified, waits } from '@lib/contracts/own-refusals-of-places';
import type { RefusalCode } from '@lib/contracts/refusal-catalogue';

const registration = {
  'PUT registration/v1/parked/:id/dropped': ['PARKED_ALARM_STAYS'],
  'PUT batching/v1/parked/:id/dropped': ['PARKED_ALARM_STAYS'],
  'PUT lab/v1/parked/:id/dropped': ['PARKED_ALARM_STAYS'],
  'PUT notification/v1/parked/:id/dropped': ['PARKED_ALARM_STAYS'],
  'PUT isolation/v1/parked/:id/dropped': ['PARKED_ALARM_STAYS'],
  'PUT command-centre/v1/parked/:id/dropped': ['PARKED_ALARM_STAYS'],
  'PUT result-desk/v1/parked/:id/dropped': ['PARKED_ALARM_STAYS'],
  'POST registration/v1/campaigns': ['CAMPAIGN_EXISTS', 'PACK_NEEDS_TWO_PEOPLE', 'DRILL_AND_LIVE_MIXED'],
  'POST registration/v1/campaigns/:campaignId/policy': [
    ...(['CAMPAIGN_UNKNOWN', 'CAMPAIGN_CLOSED', 'PACK_NEEDS_TWO_PEOPLE', 'DRILL_AND_LIVE_MIXED'] as const),
  ],
  'POST registration/v1/campaigns/:campaignId/pack-acts': [
    ...(['CAMPAIGN_UNKNOWN', 'CAMPAIGN_CLOSED', 'PACK_UNKNOWN', 'PACK_NOT_VALID', 'PACK_NOT_IN_FORCE'] as const),
    'DRILL_AND_LIVE_MIXED',
  ],
  'POST registration/v1/pack-acts/:actId/confirm': [
    ...(['PACK_ACT_UNKNOWN', 'PACK_ACT_DONE', 'SECOND_SIGNATURE_NEEDED', 'CAMPAIGN_CLOSED'] as const),
    ...(['PACK_NOT_VALID', 'PACK_NOT_IN_FORCE', 'DRILL_AND_LIVE_MIXED'] as const),
  ],
  'POST registration/v1/campaigns/:campaignId/rounds': ['CAMPAIGN_UNKNOWN', 'CAMPAIGN_CLOSED', 'ROUND_EXISTS'],
  'POST registration/v1/rounds/:roundId/close': ['ROUND_UNKNOWN', 'ROUND_CLOSED'],
  'POST registration/v1/campaigns/:campaignId/close': [
    ...([
      'CAMPAIGN_UNKNOWN',
      'CAMPAIGN_CLOSED',
      'CAMPAIGN_ROUNDS_OPEN',
      'CAMPAIGN_PEOPLE_UNANSWERED',
      'CAMPAIGN_PEOPLE_KEPT',
    ] as const),
    'CERTIFICATE_KEY_MISSING',
  ],
  'POST registration/v1/campaigns/:campaignId/close/confirm': [
    ...([
      'CAMPAIGN_UNKNOWN',
      'CAMPAIGN_CLOSED',
      'CAMPAIGN_ROUNDS_OPEN',
      'CAMPAIGN_PEOPLE_UNANSWERED',
      'CAMPAIGN_PEOPLE_KEPT',
    ] as const),
    ...(['CLOSING_NOT_PROPOSED', 'CLOSING_NEEDS_SECOND_PERSON', 'CERTIFICATE_KEY_MISSING'] as const),
  ],
  'GET registration/v1/campaigns/:campaignId/certificate': ['CAMPAIGN_UNKNOWN', 'CERTIFICATE_KEY_MISSING'],
  'GET registration/v1/campaigns/:campaignId/sites': ['CAMPAIGN_UNKNOWN'],
  'POST registration/v1/campaigns/:campaignId/sites': ['CAMPAIGN_UNKNOWN', 'CAMPAIGN_CLOSED'],
  'POST registration/v1/campaigns/:campaignId/rosters': ['CAMPAIGN_UNKNOWN', 'CAMPAIGN_CLOSED'],
  'POST registration/v1/revocations': ['REVOCATION_OVER'],
  'POST registration/v1/devices': ['DEVICE_OF_OTHER_SITE', 'SITE_UNKNOWN', 'DEVICE_KEY_KNOWN'],
  'POST registration/v1/notice-addresses': ['NOTICE_PROOF_WRONG', 'LOOKUP_BUDGET_SPENT', 'IDENTITY_UNREADABLE'],
  'POST registration/v1/shift-proofs': ['DEVICE_PROOF_WRONG', 'SHIFT_OVER', 'REVOKED'],
  'POST registration/v1/shifts': ['SITE_UNKNOWN', 'DEVICE_OF_OTHER_SITE', 'CAMPAIGN_UNKNOWN', 'CAMPAIGN_CLOSED'],
  'POST registration/v1/participants': [
    ...(['CAMPAIGN_UNKNOWN', 'CAMPAIGN_CLOSED', 'IDENTITY_NUMBER_WRONG', 'IDENTITY_UNREADABLE'] as const),
  ],
  'POST registration/v1/participants/resolve': ['LOOKUP_BUDGET_SPENT'],
  'POST registration/v1/participants/masked': ['LOOKUP_BUDGET_SPENT'],
  'POST registration/v1/participants/:participantId/reveal': ['IDENTITY_UNREADABLE'],
} as const satisfies Record<string, readonly RefusalCode[]>;

const sites = {
  'POST batching/v1/journal': ['DEVICE_NOT_YOURS'],
  'GET batching/v1/devices/:deviceId/cursor': ['DEVICE_NOT_YOURS'],
  'POST batching/v1/tubes/:tubeId/binding-reports': [
    ...(['TUBE_UNKNOWN', 'TUBE_NOT_SEALED', 'NO_SWAB_TOO_MANY', 'NOT_IN_TUBE', 'BINDING_REPORTED'] as const),
  ],
  'POST batching/v1/binding-reports/:bindingReportId/decide': [
    ...(['BINDING_REPORT_UNKNOWN', 'BINDING_DECIDED', 'SECOND_SIGNATURE_NEEDED', 'NOT_A_CANDIDATE'] as const),
  ],
  'POST batching/v1/batches': ['BATCH_ALREADY_OPEN', 'CAMPAIGN_UNKNOWN', 'LAB_UNKNOWN'],
  'POST batching/v1/batches/:batchId/tubes': ['BATCH_UNKNOWN', 'BATCH_CLOSED'],
  'POST batching/v1/batches/:batchId/hand-over': ['BATCH_UNKNOWN', 'BATCH_CLOSED', 'BATCH_EMPTY', 'COUNT_DIFFERS'],
} as const satisfies Record<string, readonly RefusalCode[]>;

const laboratories = {
  'POST lab/v1/uploads': ['LAB_UNKNOWN'],
  'POST lab/v1/arrivals': ['LAB_UNKNOWN'],
  'POST lab/v1/uploads/:job/release': [
    ...(['UPLOAD_UNKNOWN', 'UPLOAD_ALREADY_RELEASED', 'RELEASE_NEEDS_SECOND_PERSON', 'LAB_UNREGISTERED'] as const),
  ],
  'POST lab/v1/uploads/:job/admit': ['UPLOAD_UNKNOWN', 'ROW_NOT_HELD', 'RELEASE_NEEDS_SECOND_PERSON'],
  'POST lab/v1/tubes/:tubeId/reject': ['TUBE_UNKNOWN', 'TUBE_REJECTED', 'TUBE_ALREADY_RESULTED'],
  'POST lab/v1/tubes/:tubeId/lost': ['TUBE_UNKNOWN', 'TUBE_REJECTED', 'TUBE_ALREADY_RESULTED'],
  'POST lab/v1/results/:tubeId/correct': [
    ...(['TUBE_OF_OTHER_LAB', 'RESULT_NOT_LATEST', 'RELEASE_NEEDS_SECOND_PERSON', 'LAB_UNREGISTERED'] as const),
  ],
  'POST lab/v1/retests/:tubeId/confirm': [
    ...([
      'TUBE_UNKNOWN',
      'RETEST_NOT_ASKED',
      'RETEST_ANSWERED',
      'RESULT_NOT_LATEST',
      'RELEASE_NEEDS_SECOND_PERSON',
    ] as const),
  ],
  'GET lab/v1/uploads/:job': ['UPLOAD_UNKNOWN'],
  'GET lab/v1/uploads/:job/progress': ['UPLOAD_UNKNOWN'],
} as const satisfies Record<string, readonly RefusalCode[]>;

const aDispatch = ['DISPATCH_UNKNOWN', 'DISPATCH_OVER', 'DISPATCH_CHANGED'] as const;

const alarms = {
  'POST isolation/v1/alerts/:escalationId/take': ['ALERT_UNKNOWN', 'ALERT_ALREADY_TAKEN', 'ALERT_WITHDRAWN'],
  'GET isolation/v1/cases/:caseId/history': ['CASE_UNKNOWN'],
  'POST notification/v1/notice-templates': ['NOTICE_WORDS_WRONG'],
  'POST notification/v1/notice-templates/approve': [
    ...(['NOTICE_WORDS_UNKNOWN', 'NOTICE_WORDS_APPROVED', 'SECOND_SIGNATURE_NEEDED'] as const),
  ],
  'POST notification/v1/short-message-reports': ['NOTICE_REPORT_WRONG'],
  'POST notification/v1/duties': ['DUTY_EXISTS'],
  'POST notification/v1/dispatches/:dispatchId/take': [...aDispatch, 'DISPATCH_TAKEN', 'DISPATCH_NOT_YOURS'],
  'POST notification/v1/dispatches/:dispatchId/offer': [...aDispatch, 'DISPATCH_NOT_YOURS'],
  'POST notification/v1/dispatches/:dispatchId/accept': [...aDispatch, 'DISPATCH_NOT_OFFERED'],
  'POST notification/v1/dispatches/:dispatchId/decline': [...aDispatch, 'DISPATCH_NOT_OFFERED'],
  'GET command-centre/v1/campaigns/:campaignId/funnel': ['CAMPAIGN_UNKNOWN'],
  'GET command-centre/v1/campaigns/:campaignId/throughput': ['CAMPAIGN_UNKNOWN'],
  'GET command-centre/v1/campaigns/:campaignId/stream': ['CAMPAIGN_UNKNOWN'],
} as const satisfies Record<string, readonly RefusalCode[]>;

const anAlert = ['ALERT_UNKNOWN', 'ALERT_WITHDRAWN', 'ALERT_NOT_TAKEN', 'ALERT_OF_SOMEBODY_ELSE'] as const;
const aTask = ['TASK_UNKNOWN', 'TASK_CHANGED', 'TASK_OVER', 'TASK_NOT_YOURS'] as const;

const tasks = {
  'POST isolation/v1/tasks/:taskId/take': aTask,
  'POST isolation/v1/tasks/:taskId/offer': aTask,
  'POST isolation/v1/tasks/:taskId/accept': [...aTask, 'TASK_NOT_OFFERED'],
  'POST isolation/v1/tasks/:taskId/decline': [...aTask, 'TASK_NOT_OFFERED'],
  'POST isolation/v1/tasks/:taskId/done': [...aTask, 'TASK_ENDS_BY_ITS_ACT', 'TASK_OUTCOME_UNKNOWN', 'MOVE_NOT_NEXT'],
  'POST isolation/v1/cases/:caseId/move': [
    ...([
      'CASE_UNKNOWN',
      'CASE_CHANGED',
      'CASE_OVER',
      'TASK_CHANGED',
      'TASK_NOT_YOURS',
      'ALERT_ALREADY_TAKEN',
      'ALERT_WITHDRAWN',
    ] as const),
    ...(['ALERT_UNKNOWN', 'MOVE_FOLLOWS_A_FACT', 'MOVE_HAS_ITS_OWN_FORM', 'MOVE_NOT_NEXT'] as const),
  ],
  'POST isolation/v1/cases/:caseId/calls': ['CASE_UNKNOWN', 'CASE_CHANGED', 'CASE_OVER'],
  'POST isolation/v1/alerts/:escalationId/offer': anAlert,
  'POST isolation/v1/alerts/:escalationId/accept': anAlert,
  'POST isolation/v1/alerts/:escalationId/decline': anAlert,
} as const satisfies Record<string, readonly RefusalCode[]>;

const aMeasure = ['MEASURE_UNKNOWN', 'MEASURE_OVER', 'NO_POLICY_PACK'] as const;

const measures = {
  'POST isolation/v1/cases/:caseId/contacts': ['CASE_UNKNOWN', 'INDEX_CASE_OVER', 'CONTACT_IS_INDEX', 'NO_POLICY_PACK'],
  'POST isolation/v1/cases/:caseId/contacts/decide': ['CASE_UNKNOWN', 'INDEX_CASE_OVER', 'NO_POLICY_PACK'],
  'POST isolation/v1/contacts/:contactId/decide': [
    ...(['CONTACT_DECIDED', 'SECOND_SIGNATURE_NEEDED', 'INDEX_CASE_OVER', 'NO_POLICY_PACK'] as const),
  ],
  'POST isolation/v1/authority-orders': ['NO_POLICY_PACK', 'PACK_NAMES_NO_RULE', 'ORDER_NUMBER_USED'],
  'POST isolation/v1/authority-orders/:orderId/countersign': [
    ...(['SECOND_SIGNATURE_NEEDED', 'ORDER_COUNTERSIGNED', 'NO_POLICY_PACK', 'PACK_NAMES_NO_RULE'] as const),
  ],
  'POST isolation/v1/measures/:measureId/extend': [
    ...aMeasure,
    ...(['EXTENSION_BEYOND_PACK', 'EXTENSION_NEEDS_ANOTHER_PERSON', 'MEASURE_ALREADY_EXTENDED'] as const),
  ],
  'POST isolation/v1/measures/:measureId/lift': aMeasure,
  'POST isolation/v1/measures/:measureId/passes': aMeasure,
  'POST isolation/v1/measures/:measureId/appeals': [...aMeasure, 'APPEAL_OPEN'],
  'POST isolation/v1/my-measures/:measureId/appeal': [...aMeasure, 'APPEAL_OPEN'],
  'POST isolation/v1/my-measures/:measureId/pass': aMeasure,
  'POST isolation/v1/appeals/:appealId/decide': [
    ...aMeasure,
    ...(['APPEAL_UNKNOWN', 'APPEAL_DECIDED', 'REVIEWER_NOT_INDEPENDENT'] as const),
  ],
} as const satisfies Record<string, readonly RefusalCode[]>;

const recorded = ['ISOLATION_ORDER_OVER', 'CAPTURED_OUT_OF_BOUNDS', 'PAPER_NEEDS_ITS_TIME'] as const;

const care = {
  'POST isolation/v1/isolation-orders/:isolationOrderId/calls': recorded,
  'POST isolation/v1/isolation-orders/:isolationOrderId/temperatures': recorded,
  'POST isolation/v1/isolation-orders/:isolationOrderId/breaches': recorded,
  'POST isolation/v1/isolation-orders/:isolationOrderId/fever': ['NO_OPEN_FEVER'],
  'POST isolation/v1/isolation-orders/:isolationOrderId/release': [
    ...(['ISOLATION_ORDER_OVER', 'RELEASE_SIGNED', 'RELEASE_TOO_EARLY', 'RELEASE_TESTS_MISSING'] as const),
  ],
  'POST isolation/v1/measures/:measureId/discharge': [
    ...(['MEASURE_OVER', 'DISCHARGE_NOT_INFECTED', 'DISCHARGE_RESULT_UNKNOWN', 'DISCHARGE_SWAB_LEFT_OUT'] as const),
    'DISCHARGE_TOO_EARLY',
  ],
  'POST isolation/v1/isolation-orders/:isolationOrderId/carers': [
    ...(['ISOLATION_ORDER_OVER', 'CARER_ASKED_BEFORE', 'CARER_UNLISTED', 'CASELOAD_FULL'] as const),
  ],
  'POST isolation/v1/assignments/:assignmentId/answer': ['ASSIGNMENT_OF_OTHER', 'ASSIGNMENT_ANSWERED', 'CASELOAD_FULL'],
} as const satisfies Record<string, readonly RefusalCode[]>;

const door = {
  'GET gateway/v1/session/login': ['SIGN_IN_FAILED', 'PROVIDER_AWAY'],
  'GET gateway/v1/session/callback': ['SIGN_IN_FAILED', 'SIGN_IN_NO_ROLE', 'PROVIDER_AWAY'],
  'POST gateway/v1/session/renewal': ['UNAUTHENTICATED', 'SIGN_IN_FAILED', 'PROVIDER_AWAY', 'SIGN_IN_NO_ROLE'],
  'POST gateway/v1/shift-tokens': ['DEVICE_PROOF_WRONG', 'SHIFT_OVER', 'REVOKED', 'UPSTREAM_AWAY'],
  'GET gateway/v1/session': ['UNAUTHENTICATED'],
  'POST gateway/v1/practice/sign-in': ['UNAUTHENTICATED'],
} as const satisfies Record<string, readonly RefusalCode[]>;

/** What single routes refuse besides that which follows from their entry in the table of routes. */
export const ownRefusals: Readonly<Record<string, readonly RefusalCode[]>> = {
  ...{ ...registration, ...sites, ...laboratories },
  ...{ ...alarms, ...tasks, ...measures, ...rooms, ...verified, ...waits, ...referrals, ...care, ...door },
};
