import type { LauncherConfig } from '../bulou.config.js';
import { openBenchRound } from '../bench/bench-round.js';
import { type CpuSpent, readCpu, spentBetween } from '../bench/cpu-usage.js';
import { processGroups } from '../bench/process-groups.js';
import { standingAddresses } from '../parts/addresses.js';
import { step } from '../progress.js';
import { alarmsDrill } from './alarms-drill.js';
import { correctionsDrill } from './corrections-drill.js';
import { fillPools } from './detected-pools.js';
import type { DrillKind, DrillOptions } from './drill-options.js';
import type { Ground, Outcome } from './drill-ground.js';
import { type DrillReport, rounded } from './drill-report.js';
import { faultsDrill } from './faults-drill.js';
import { requireOwnParts } from './faults.js';
import { HouseReader } from './house-reader.js';

const drills: Readonly<Record<DrillKind, (ground: Ground) => Promise<Outcome>>> = {
  alarms: alarmsDrill,
  faults: faultsDrill,
  corrections: correctionsDrill,
};
const devices = 32;

// A process that was killed on the way takes what it had spent with it: of a drill of faults these are lower bounds.
const cpuSeconds = ({ groups }: CpuSpent): Record<string, number> =>
  Object.fromEntries(
    Object.entries(groups).map(([name, microseconds]) => [
      `cpuSeconds.${name}`,
      rounded(Math.max(0, microseconds) / 1_000_000),
    ]),
  );

/** Runs one drill in a campaign of its own. Throws when the house gives an answer that the law does not foresee. */
export async function runDrill(url: string, options: DrillOptions, config: LauncherConfig): Promise<DrillReport> {
  if (options.kind === 'faults') requireOwnParts(config);
  const since = performance.now();
  const round = await step('开启行动 open a drill campaign', () => openBenchRound(url, config, devices));
  const reader = await HouseReader.open(standingAddresses(config).verifier, round.campaignId);
  try {
    const pools = await fillPools(round, reader, options.pools);
    const persons = new Set(pools.flatMap(({ members }) => members));
    const groups = await processGroups(config, standingAddresses(config));
    const before = readCpu(groups);
    const { claims, figures: own } = await drills[options.kind]({ round, reader, pools, persons, config });
    const figures = { ...own, ...cpuSeconds(spentBetween(before, readCpu(groups))) };
    return {
      ...{
        kind: options.kind,
        campaign: round.campaignId,
        pools: pools.length,
        persons: persons.size,
        claims,
        figures,
      },
      seconds: (performance.now() - since) / 1_000,
      holds: claims.every(({ holds }) => holds),
    };
  } finally {
    await reader.close();
    await round.client.close();
  }
}
