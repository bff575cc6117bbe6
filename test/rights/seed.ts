import { Half } from './half.js';
import { verify } from './half-verified.js';
import type { Ask } from './ask.js';
import { ringAlone } from './half-alarm.js';
import { reportBinding } from './half-binding.js';
import type { Side } from './side.js';

/** Works half a city through. In: how to ask the house, its district, laboratory and roll of tubes. */
export async function seedSide(ask: Ask, district: string, labCode: string, roll: string): Promise<Side> {
  const half = new Half(ask, district, labCode, roll);
  await half.openPlaces();
  await half.sample();
  await half.ship();
  const job = await half.test();
  const { escalationId, caseId } = await half.alarm();
  const dispatchId = await half.dispatch();
  const held = await half.hold(caseId);
  const found = await verify(ask, half, caseId);
  const alarmId = await ringAlone(ask, half);
  const bindingReportId = await reportBinding(ask, half);
  const [participantId = ''] = half.participantIds;
  const { campaignId, roundId, deviceId, shiftId, siteCode, batchId, handedId } = half;
  return {
    scope: { site: siteCode, lab: labCode, district, participant: participantId, device: deviceId, shift: shiftId },
    named: {
      ...{ campaignId, roundId, deviceId, shiftId, siteCode, labCode, batchId, job, escalationId, caseId },
      ...{ participantId, handedId, dutyId: half.dutyId, dispatchId, districtCode: district },
      ...held,
      ...found,
      bindingReportId,
      alarmId,
      value: half.spareDeviceId,
      duties: district,
      participantIds: participantId,
      ...{ tubeId: half.tube(0), sealedTubeId: half.tube(1), openTubeId: half.tube(2) },
    },
  };
}
