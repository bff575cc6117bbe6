import { systemClock } from '@lib/platform';
import { supervisorOf } from '../demo/callers.js';
import { inLanes } from '../outside/lanes.js';
import { until } from '../outside/until.js';
import { bar, step } from '../progress.js';
import { censusClaims, patienceSeconds, untilReceived } from './alarms-drill.js';
import { detectAll, type Pool } from './detected-pools.js';
import { exactly, rounded, within } from './drill-report.js';
import type { Ground, Outcome } from './drill-ground.js';

const revokedSecondsMax = 60;
const lanes = 16;

interface CorrectionAnswer {
  readonly resultVersion: number;
  readonly awaitsSecondPerson: boolean;
}

/** An alarm is taken back by two supervisors: `asked` asks, `confirmed` asks for the same, and then it is corrected. */
async function correct({ round }: Ground, { tubeId, labCode }: Pool, by: 'asked' | 'confirmed'): Promise<void> {
  const supervisor = supervisorOf(labCode);
  const caller = { ...supervisor, sub: `${supervisor.sub}-${by}` };
  const content = JSON.stringify({
    resultVersion: 1,
    finding: 'not-detected',
    reason: '演练：整板污染 contaminated plate',
  });
  const path = `/api/lab/v1/results/${tubeId}/correct`;
  const { awaitsSecondPerson } = await round.client.post<CorrectionAnswer>(caller, path, content);
  if (awaitsSecondPerson !== (by === 'asked'))
    throw new Error(`a correction by one who has ${by} was answered otherwise`);
}

/** Every detection is taken back within moments: each case is revoked once, and told once. */
export async function correctionsDrill(ground: Ground): Promise<Outcome> {
  const { reader, pools, persons } = ground;
  await detectAll(ground.round, pools);
  await untilReceived(ground);
  const before = await reader.census(persons);
  await step('第一人申请更正 the first of two asks', () =>
    inLanes(pools, lanes, (pool) => correct(ground, pool, 'asked')),
  );
  const fromMs = systemClock.now().getTime();
  await step('第二人确认 the second confirms', () =>
    inLanes(pools, lanes, (pool) => correct(ground, pool, 'confirmed')),
  );
  const sentMs = systemClock.now().getTime();
  const progress = bar('撤销 revoke', persons.size);
  await until('every case to be revoked', patienceSeconds, async () => {
    const revoked = await reader.revoked();
    progress.advance(revoked);
    return revoked >= persons.size ? true : undefined;
  }).catch(() => undefined);
  progress.end();
  const { told, persons: toldOf } = await reader.revocations();
  const after = await reader.revokedAfter();
  const isWhole = after.count === persons.size;
  return {
    claims: [
      ...censusClaims(before, persons.size),
      exactly('已撤销', 'cases revoked', persons.size, await reader.revoked()),
      exactly('告知撤销的人', 'people whose revocation was told', persons.size, toldOf),
      exactly('重复撤销', 'revocations told twice', 0, told - toldOf),
      within(
        '更正到撤销，最慢一例',
        'from correction to revocation, the slowest',
        revokedSecondsMax,
        isWhole ? after.max / 1_000 : undefined,
      ),
    ],
    figures: {
      correctionsSeconds: rounded((sentMs - fromMs) / 1_000),
      revokedMsP50: rounded(after.p50, 0),
      revokedMsP95: rounded(after.p95, 0),
      revokedMsMax: rounded(after.max, 0),
    },
  };
}
