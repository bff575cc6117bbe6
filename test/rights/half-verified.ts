import { randomUUID } from 'node:crypto';
import { eventually } from '@lib/testing';
import type { Ask } from './ask.js';
import type { Half } from './half.js';

const within = { withinMs: 60_000 };

/**
 * Works on until one person of the half is verified: the single tube on their order is drawn, sent, tested and detected.
 * Out: by the name of each, the report that is owed, the vehicle, its trip, and the transfer that was ordered.
 */
export async function verify(ask: Ask, half: Half, caseId: string) {
  await drawAlone(ask, half);
  await send(ask, half);
  await find(ask, half);
  const isolation = '/api/isolation/v1';
  const duty = half.as('cdc-duty');
  const report = await eventually(async () => {
    const path = `${isolation}/case-reports`;
    const { reports } = await ask<{ reports: { reportId: string; caseId: string }[] }>(duty, 'GET', path);
    const [owed] = reports;
    if (owed === undefined) throw new Error('nobody is verified yet');
    return owed;
  }, within);
  if (report.caseId !== caseId) throw new Error('somebody else was verified');
  const officer = half.as('isolation-officer');
  const vehicle = { districtCode: half.district, label: '1号车', capacity: 4 };
  const { vehicleId } = await ask<{ vehicleId: string }>(officer, 'POST', `${isolation}/vehicles`, vehicle);
  const { tripId } = await ask<{ tripId: string }>(officer, 'POST', `${isolation}/vehicles/${vehicleId}/trips`, {});
  const hospital = { districtCode: half.district, kind: 'hospital', name: '定点医院', rooms: [] };
  const { pointId } = await ask<{ pointId: string }>(officer, 'POST', `${isolation}/isolation-points`, hospital);
  const order = `${isolation}/cases/${caseId}/transfers`;
  const { transferId } = await ask<{ transferId: string }>(officer, 'POST', order, { pointId });
  const second = { labCode: `LAB-${half.district}`, name: '第二实验室' };
  await ask(half.as('admin'), 'POST', '/api/lab/v1/labs', second);
  const refer = `/api/lab/v1/tubes/${half.tube(3)}/referrals`;
  const { referralId } = await ask<{ referralId: string }>(half.as('lab-supervisor'), 'POST', refer, {
    toLab: second.labCode,
  });
  return { reportId: report.reportId, vehicleId, tripId, transferId, referralId };
}

async function drawAlone(ask: Ask, half: Half): Promise<void> {
  const [participantId = ''] = half.participantIds;
  const path = `/api/registration/v1/campaigns/${half.campaignId}/recollection-orders`;
  const { orders } = await ask<{ orders: { orderId: string; participantId: string }[] }>(
    half.as('cdc-duty'),
    'GET',
    path,
  );
  const orderId = orders.find((order) => order.participantId === participantId)?.orderId;
  if (orderId === undefined) throw new Error('nobody asked for a single swab');
  const tubeId = half.tube(3);
  const tube = { tubeId, roundId: half.roundId, capacity: 1, purpose: 'recollection', orderId };
  const events = [
    half.act('open-tube', tube),
    half.act('scan', { tubeId, subjectId: participantId }),
    half.act('seal-tube', { tubeId, specimens: 1 }),
  ];
  const body = { campaignId: half.campaignId, deviceId: half.deviceId, events };
  const journal = '/api/batching/v1/journal';
  const { answers } = await ask<{ answers: { outcome: string }[] }>(half.as('sampler'), 'POST', journal, body);
  if (answers.some(({ outcome }) => outcome !== 'accepted')) throw new Error(JSON.stringify(answers));
}

async function send(ask: Ask, half: Half): Promise<void> {
  const manager = half.as('site-manager');
  const batchId = randomUUID();
  const { campaignId, labCode } = half;
  await ask(manager, 'POST', '/api/batching/v1/batches', { batchId, campaignId, labCode });
  await ask(manager, 'POST', `/api/batching/v1/batches/${batchId}/tubes`, { tubeIds: [half.tube(3)] });
  const capturedAt = new Date().toISOString();
  const over = { tubesCounted: 1, sealNumber: 'S-2', takenOverBy: 'courier-1', capturedAt };
  await ask(manager, 'POST', `/api/batching/v1/batches/${batchId}/hand-over`, over);
  const count = { batchId, received: [half.tube(3)] };
  await eventually(async () => {
    const arrival = await ask<{ expected: number | null }>(half.as('lab'), 'POST', '/api/lab/v1/arrivals', count);
    if (arrival.expected === null) throw new Error('the hand-over is not known at the laboratory');
  }, within);
}

async function find(ask: Ask, half: Half): Promise<void> {
  const file = Buffer.from(`试管编号,检测结果\r\n${half.tube(3)},阳性\r\n`);
  await eventually(async () => {
    const answer = await ask<{ alarming: number }>(half.as('lab'), 'POST', '/api/lab/v1/uploads', file);
    if (answer.alarming !== 1) throw new Error(JSON.stringify(answer));
  }, within);
}
