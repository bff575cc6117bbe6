import { randomUUID } from 'node:crypto';
import { writeTubeBarcode } from '@lib/vocabulary';
import type { Scope } from '@lib/vocabulary';

/** Everything of one half of the city, by the names under which calls name it. */
export interface Side {
  readonly scope: Required<Scope>;
  /** Values by the name of a path parameter or a member of a body. */
  readonly named: Readonly<Record<string, string>>;
}

/** Names of things that never were; a fresh one each time. */
export function nobodys(): Side {
  const fresh = randomUUID();
  const ids = ['campaignId', 'roundId', 'deviceId', 'shiftId', 'batchId', 'job', 'escalationId', 'caseId', 'dutyId'];
  const more = ['dispatchId', 'measureId', 'appealId', 'contactId', 'orderId', 'revocationId', 'taskId', 'value'];
  const places = [
    'pointId',
    'roomId',
    'stayId',
    'vehicleId',
    'tripId',
    'transferId',
    'waitId',
    'referralId',
    'reportId',
    'isolationOrderId',
    'assignmentId',
    'bindingReportId',
    'alarmId',
  ];
  const serial = Math.floor(Math.random() * 99_999_999_999);
  const tubeId = writeTubeBarcode('98', serial);
  return {
    scope: { site: '990199-0001', lab: 'LAB-ZZ9', district: '990199', participant: fresh, device: fresh, shift: fresh },
    named: {
      ...Object.fromEntries([...ids, ...more, ...places].map((name) => [name, randomUUID()])),
      ...{
        participantId: fresh,
        participantIds: fresh,
        duties: '990199',
        siteCode: '990199-0001',
        labCode: 'LAB-ZZ9',
        districtCode: '990199',
      },
      ...{ tubeId, sealedTubeId: tubeId, openTubeId: tubeId, handedId: fresh },
    },
  };
}
