import { until } from '../outside/until.js';
import { bar } from '../progress.js';
import { detectAll } from './detected-pools.js';
import { type Claim, exactly, rounded, within } from './drill-report.js';
import type { Census } from './house-reader.js';
import type { Ground, Outcome } from './drill-ground.js';

const receivedSecondsMax = 5;
/** How long a drill waits for what may be late; what is not there then is lost. */
export const patienceSeconds = 300;

/** Until every alert is acknowledged and every person has a case; what is late is waited for, what is lost is counted. */
export async function untilReceived({ reader, pools, persons }: Ground): Promise<boolean> {
  const progress = bar('立案 open cases', persons.size);
  const isThere = await until('every case', patienceSeconds, async () => {
    const cases = await reader.cases();
    progress.advance(Math.min(cases, persons.size));
    if (cases < persons.size) return undefined;
    const isAll = (await reader.alerts()) >= pools.length && (await reader.waiting()) === 0;
    return isAll ? true : undefined;
  }).catch(() => false);
  progress.end();
  return isThere;
}

export const censusClaims = (census: Census, persons: number): Claim[] => [
  exactly('每人恰好一个病例', 'people with exactly one case', persons, census.once),
  exactly('遗漏', 'lost', 0, census.lost),
  exactly('重复', 'doubled', 0, census.doubled + census.openedTwice),
  exactly('不相干的人立案', 'cases of people who were in no pool', 0, census.strange),
  exactly('无责任人', 'cases without an owner', 0, census.ownerless),
];

/** So many pools detected at once: each member exactly one case and an owner, and everybody told in time. */
export async function alarmsDrill(ground: Ground): Promise<Outcome> {
  const { round, reader, pools, persons } = ground;
  const sent = await detectAll(round, pools);
  await untilReceived(ground);
  const [acknowledged, fannedOut] = [await reader.acknowledged(), await reader.fannedOut()];
  const p95 = Math.max(acknowledged.p95, fannedOut.p95) / 1_000;
  const isWhole = acknowledged.count === pools.length && fannedOut.count >= pools.length;
  return {
    claims: [
      ...censusClaims(await reader.census(persons), persons.size),
      exactly('未收到', 'alerts and dispatches that nobody received', 0, await reader.waiting()),
      within('扩散收到 p95', 'fan-out received, p95', receivedSecondsMax, isWhole ? p95 : undefined),
    ],
    figures: {
      uploadSeconds: rounded((sent.untilMs - sent.fromMs) / 1_000),
      acknowledgedMsP50: rounded(acknowledged.p50, 0),
      acknowledgedMsP95: rounded(acknowledged.p95, 0),
      acknowledgedMsMax: rounded(acknowledged.max, 0),
      dispatches: fannedOut.count,
      dispatchedMsP50: rounded(fannedOut.p50, 0),
      dispatchedMsP95: rounded(fannedOut.p95, 0),
      dispatchedMsMax: rounded(fannedOut.max, 0),
    },
  };
}
