import { inLanes } from '../outside/lanes.js';
import { until } from '../outside/until.js';
import { step } from '../progress.js';
import { residentOf } from './callers.js';
import { awaitClosedCases, awaitOrders, recollect, takeAlerts } from './follow-alarms.js';
import type { DemoPerson } from './people.js';
import { type ResidentLinks, showPracticePeople } from './practice-people.js';
import type { PracticeRound } from './practice-round.js';
import type { TubeFate, TubePlan } from './round-plan.js';
import type { PracticePeople } from './known-people.js';
import { sendJournal } from './sample-round.js';

interface Answering {
  readonly spared: string | undefined;
  readonly runSecondsMin: number;
  readonly waitingRoundId: string;
}

const isInfected = (tube: TubePlan) => tube.people.some((person) => person.isInfected);
const gaveResult = (tube: TubePlan) => tube.fate === 'plain' || tube.fate === 'late';

/** The healthy person of the first tube of this fate; kept back, so that the door page can show their day. */
function exampleOf(tubes: readonly TubePlan[], fate: TubeFate, spared: string | undefined): DemoPerson | undefined {
  return tubes.find((tube) => tube.fate === fate && tube.tubeId !== spared && !isInfected(tube))?.people[0];
}

/** Puts one person into a tube of the round that is still open: their specimen is on its way, within its clock. */
async function leaveOneWaiting(
  round: PracticeRound,
  known: PracticePeople,
  person: DemoPerson,
  roundId: string,
): Promise<void> {
  const device = round.devices.at(-1);
  if (!device) return;
  const tubeId = known.roll.take();
  const used = known.plan.find(({ deviceId }) => deviceId === device.deviceId);
  const { lastSeq } = await round.client.ask<{ lastSeq: number }>(
    {
      sub: `sampler-${device.deviceId.slice(-12)}`,
      role: 'sampler',
      scope: { site: device.siteCode, device: device.deviceId },
    },
    { method: 'GET', path: `/api/batching/v1/devices/${device.deviceId}/cursor` },
  );
  if (used && lastSeq === 0) throw new Error('the device was used and its cursor says that it was not');
  const capturedAt = round.day.at(1);
  const subjectId = known.idOf(person);
  const events = [
    { kind: 'open-tube' as const, tubeId, roundId, capacity: 10 as const, purpose: 'round' as const },
    { kind: 'scan' as const, tubeId, subjectKind: 'person' as const, subjectId },
    { kind: 'seal-tube' as const, tubeId, specimens: 1, partialReason: 'end-of-queue' as const },
  ];
  const planned = events.map((event, index) => ({
    expected: 'accepted' as const,
    part: 1,
    event: { ...event, seq: lastSeq + index + 1, capturedAt },
  }));
  await sendJournal(round, device, planned);
}

/** Asks, as the four residents of the door page, until each reads what their day says. */
async function demandViews(round: PracticeRound, links: Partial<ResidentLinks>): Promise<void> {
  const expected: Record<keyof ResidentLinks, readonly string[]> = {
    negative: ['pool-negative', 'single-negative'],
    waiting: ['waiting'],
    calledBack: ['call-back'],
    tubeLost: ['call-back'],
  };
  await inLanes(Object.entries(links), 4, async ([day, participantId]) => {
    let last = '';
    await until(`resident "${day}" to read ${expected[day as keyof ResidentLinks].join(' or ')}`, 60, async () => {
      const { view } = await round.client.ask<{ view: string }>(residentOf(participantId), {
        method: 'GET',
        path: '/api/result-desk/v1/me',
      });
      last = view;
      return expected[day as keyof ResidentLinks].includes(view) ? true : undefined;
    }).catch((error: Error) => {
      throw new Error(`${error.message}; it reads "${last}"`);
    });
  });
}

/**
 * Gives everybody an answer: takes the alerts, calls people back, draws single tubes, has them tested and released. Two
 * healthy people stay called back and one waits in the next round, for the door page.
 */
export async function answerThePeople(
  round: PracticeRound,
  known: PracticePeople,
  { spared, runSecondsMin, waitingRoundId }: Answering,
) {
  const tubes = known.plan.flatMap((device) => device.tubes);
  const detected = new Map(
    tubes.filter((tube) => gaveResult(tube) && isInfected(tube)).map((tube) => [tube.tubeId, tube.people.length]),
  );
  await step(`接警 take ${detected.size} alerts`, () => takeAlerts(round, detected));

  const suspects = tubes.filter((tube) => detected.has(tube.tubeId)).flatMap((tube) => tube.people);
  const withoutResult = tubes
    .filter((tube) => !gaveResult(tube) && tube.tubeId !== spared)
    .flatMap((tube) => tube.people);
  const kept = { calledBack: exampleOf(tubes, 'void', spared), tubeLost: exampleOf(tubes, 'lost', spared) };
  const infected = new Set(known.people.filter((person) => person.isInfected).map(known.idOf));
  const recalledIds = new Set([...suspects, ...withoutResult].map(known.idOf));
  const orders = await step(`召回 call back ${recalledIds.size} people`, () => awaitOrders(round, recalledIds));

  const keptIds = new Set(Object.values(kept).flatMap((person) => (person ? [known.idOf(person)] : [])));
  const drawn = orders.filter((order) => !keptIds.has(order.participantId));
  const personOf = await step(`单采复核 recollect ${drawn.length} people`, () =>
    recollect(round, drawn, known.roll, (participantId) => infected.has(participantId), runSecondsMin),
  );
  const single = new Map([...personOf].filter(([, person]) => infected.has(person)).map(([tubeId]) => [tubeId, 1]));
  await step(`接警 take ${single.size} alerts of single tubes`, () => takeAlerts(round, single));
  const alerts = await step('结案 every case verified or cleared', () => awaitClosedCases(round));

  const healthy = tubes.filter((tube) => gaveResult(tube) && !isInfected(tube)).flatMap((tube) => tube.people);
  const [negative, waiting] = healthy;
  if (waiting) await leaveOneWaiting(round, known, waiting, waitingRoundId);
  const links = Object.fromEntries(
    Object.entries({ negative, waiting, ...kept }).flatMap(([day, person]) =>
      person ? [[day, known.idOf(person)]] : [],
    ),
  ) as Partial<ResidentLinks>;
  await step('居民查询 residents read their day', () => demandViews(round, links));
  await showPracticePeople(round, links, alerts[0]?.siteCode.slice(0, 6));
  const cases = new Map(alerts.flatMap((alert) => alert.cases).map((one) => [one.participantId, one.state]));
  return {
    detectedPools: detected.size,
    cases: cases.size,
    recalled: [...cases.keys()].filter((person) => recalledIds.has(person)).length,
    positives: [...cases.values()].filter((state) => state === 'verified').length,
  };
}
