import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@lib/platform';
import { until } from '../outside/until.js';
import { step } from '../progress.js';
import { censusClaims, untilReceived } from './alarms-drill.js';
import { detectAll } from './detected-pools.js';
import { exactly, rounded, within } from './drill-report.js';
import { Faults } from './faults.js';
import type { Ground, Outcome } from './drill-ground.js';

const completeSecondsMax = 60;
const flushes = 3;
const betweenFlushesMs = 400;
const middleShare = 0.3;
const middleSecondsMax = 60;

/** FLUSHALL, the worker killed twice within one job, isolation and Redis killed in the middle. Out: what was caught. */
async function breakEverything(faults: Faults, { reader, persons }: Ground): Promise<{ jobsKilledTwice: number }> {
  const jobsKilledTwice = await step('同一任务中两次杀死工人 kill the worker twice within one job', () =>
    faults.killTwiceWithinOneJob(),
  );
  await step('清空 Redis empty Redis', async () => {
    for (let time = 0; time < flushes; time += 1) {
      await faults.flush();
      await pause(betweenFlushesMs);
    }
  });
  await step('中途杀死 isolation 与 Redis kill isolation and Redis', async ({ note }) => {
    // In the middle: some have a case, most wait for theirs. On a house that is faster the moment passes, and the end is the same.
    await until('the middle of the work', middleSecondsMax, async () => {
      const cases = await reader.cases();
      note(`${cases} of ${persons.size} cases`);
      return cases >= persons.size * middleShare ? true : undefined;
    }).catch(() => undefined);
    await faults.kill('isolation', 'redis');
    await faults.untilBack('isolation', 'redis');
  });
  return { jobsKilledTwice };
}

/** So many memberships of detected pools while everything between the alert and the case breaks. */
export async function faultsDrill(ground: Ground): Promise<Outcome> {
  const { round, reader, pools, persons, config } = ground;
  const faults = new Faults(config);
  try {
    const sending = detectAll(round, pools);
    const [sent, { jobsKilledTwice }] = await Promise.all([sending, breakEverything(faults, ground)]);
    const healedMs = Math.max(sent.untilMs, systemClock.now().getTime());
    const atHealing = await reader.cases();
    const isThere = await untilReceived(ground);
    const completeSeconds = (systemClock.now().getTime() - healedMs) / 1_000;
    const acknowledged = await reader.acknowledged();
    return {
      claims: [
        ...censusClaims(await reader.census(persons), persons.size),
        exactly('未收到', 'alerts and dispatches that nobody received', 0, await reader.waiting()),
        {
          ...{ zh: '两次死于同一任务', en: 'jobs over which the worker died twice', promised: '≥ 1' },
          ...{ measured: String(jobsKilledTwice), holds: jobsKilledTwice >= 1 },
        },
        within('恢复后完成', 'complete after healing', completeSecondsMax, isThere ? completeSeconds : undefined),
      ],
      figures: {
        flushes: faults.flushes,
        kills: faults.kills,
        uploadSeconds: rounded((sent.untilMs - sent.fromMs) / 1_000),
        casesAtHealing: atHealing,
        acknowledgedMsP50: rounded(acknowledged.p50, 0),
        acknowledgedMsP99: rounded(acknowledged.p99, 0),
        acknowledgedMsMax: rounded(acknowledged.max, 0),
      },
    };
  } finally {
    faults.close();
  }
}
