import type { Finding } from '@lib/vocabulary';
import { inLanes } from '../outside/lanes.js';
import { readList } from '../outside/read-list.js';
import { until } from '../outside/until.js';
import { dutyOf, samplerOf } from './callers.js';
import type { PlannedEvent } from './device-journal.js';
import type { DemoDevice, PracticeRound } from './practice-round.js';
import type { TubeRoll } from './round-plan.js';
import { releaseUploads, runLabs } from './run-labs.js';
import { sendJournal } from './sample-round.js';
import { receiveBoxes, shipBoxes } from './ship-boxes.js';

export interface DutyAlert {
  escalationId: string;
  tubeId: string;
  purpose: 'round' | 'recollection';
  takenAt: string | null;
  siteCode: string;
  cases: { participantId: string; state: string }[];
}

export interface RecollectionOrder {
  orderId: string;
  participantId: string;
  siteCode: string;
  cause: string;
}

const districtsOf = (round: PracticeRound) => [...new Set(round.sites.map((site) => site.districtCode))];

/** The duty lists of all districts of the campaign, each read by its own duty officer. */
export async function readAlerts(round: PracticeRound): Promise<DutyAlert[]> {
  const path = `/api/isolation/v1/duty-list?campaign=${round.campaignId}&state=all`;
  const lists = await inLanes(districtsOf(round), 4, (district) =>
    readList<DutyAlert>(round.client, dutyOf(district), path, 'alerts'),
  );
  return lists.flat();
}

/** Waits until every detected tube has an alert with a case for each of its people, then takes each over. */
export async function takeAlerts(round: PracticeRound, tubes: ReadonlyMap<string, number>): Promise<DutyAlert[]> {
  const alerts = await until(`alerts for ${tubes.size} detected tubes`, 120, async () => {
    const own = (await readAlerts(round)).filter((alert) => tubes.has(alert.tubeId));
    const isWhole = own.length === tubes.size && own.every((alert) => alert.cases.length === tubes.get(alert.tubeId));
    return isWhole ? own : undefined;
  });
  for (const alert of alerts.filter(({ takenAt }) => takenAt === null)) {
    const district = alert.siteCode.slice(0, 6);
    await round.client.ask(dutyOf(district), {
      method: 'POST',
      path: `/api/isolation/v1/alerts/${alert.escalationId}/take`,
      json: {},
    });
  }
  return alerts;
}

/** Waits until these people are on the recollection lists of the sites, and answers with their orders. */
export async function awaitOrders(round: PracticeRound, people: ReadonlySet<string>): Promise<RecollectionOrder[]> {
  return until(`recollection orders of ${people.size} people`, 120, async () => {
    const lists = await inLanes(round.recollectionDevices, 6, (device) =>
      readList<RecollectionOrder>(
        round.client,
        samplerOf(device.siteCode, device.deviceId, device.shiftId),
        `/api/registration/v1/campaigns/${round.campaignId}/recollection-orders`,
        'orders',
      ),
    );
    const orders = new Map(lists.flat().map((order) => [order.participantId, order]));
    const wanted = [...people].flatMap((person) => orders.get(person) ?? []);
    return wanted.length === people.size ? wanted : undefined;
  });
}

function journalOf(
  round: PracticeRound,
  orders: readonly (RecollectionOrder & { newTubeId: string })[],
): PlannedEvent[] {
  const events = orders.flatMap(({ orderId, participantId, newTubeId: tubeId }) => [
    {
      kind: 'open-tube' as const,
      tubeId,
      roundId: round.roundId,
      capacity: 1 as const,
      purpose: 'recollection' as const,
      orderId,
    },
    { kind: 'scan' as const, tubeId, subjectKind: 'person' as const, subjectId: participantId },
    { kind: 'seal-tube' as const, tubeId, specimens: 1 },
  ]);
  const capturedAt = round.day.at(1);
  return events.map((event, index) => ({
    expected: 'accepted',
    part: 1,
    event: { ...event, seq: index + 1, capturedAt },
  }));
}

/** Draws a single tube of each person, brings it to the laboratory, has it tested and released. */
export async function recollect(
  round: PracticeRound,
  orders: readonly RecollectionOrder[],
  roll: TubeRoll,
  isInfected: (participantId: string) => boolean,
  runSecondsMin: number,
): Promise<Map<string, string>> {
  const drawn = orders.map((order) => ({ ...order, newTubeId: roll.take() }));
  const bySite = Map.groupBy(drawn, (order) => order.siteCode);
  await inLanes([...bySite], 6, async ([siteCode, own]) => {
    const device: DemoDevice | undefined = round.recollectionDevices.find(
      (candidate) => candidate.siteCode === siteCode,
    );
    if (!device) throw new Error(`no recollection device at ${siteCode}`);
    await sendJournal(round, device, journalOf(round, own));
  });
  const tubes = drawn.map((order) => ({ tubeId: order.newTubeId, siteCode: order.siteCode, fate: 'plain' as const }));
  const personOf = new Map(drawn.map((order) => [order.newTubeId, order.participantId]));
  const boxes = await shipBoxes(round, tubes, 1);
  await receiveBoxes(round, boxes, 1);
  const truth = (tubeId: string): Finding => (isInfected(personOf.get(tubeId) ?? '') ? 'detected' : 'not-detected');
  await runLabs(round, boxes, (tube) => truth(tube.tubeId), { runSecondsMin, part: 1 });
  await releaseUploads(round, 1);
  return personOf;
}

/** Waits until every case of the campaign is verified or cleared. */
export async function awaitClosedCases(round: PracticeRound): Promise<DutyAlert[]> {
  return until('every case verified or cleared', 120, async () => {
    const alerts = await readAlerts(round);
    const open = alerts.flatMap(({ cases }) => cases).filter(({ state }) => state === 'open' || state === 'held');
    return open.length === 0 ? alerts : undefined;
  });
}
