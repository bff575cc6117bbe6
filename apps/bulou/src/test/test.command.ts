import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Context } from '../command.js';
import { exit, say } from '../outcome.js';
import { standingAddresses } from '../parts/addresses.js';
import { step } from '../progress.js';
import { ask } from '../supervisor/client.js';
import { ensureUp } from '../up/ensure-up.js';
import { run as down } from '../down/down.command.js';
import { type Shown, runShown } from './run-shown.js';
import { sum, type Tally, tallyOf } from './suite.js';

interface Stage {
  readonly title: string;
  readonly command: readonly string[];
  /** Where vitest writes its report; a stage without one is itself one test. */
  readonly report?: string;
  /** Stages of one lane run one after another, lanes beside each other. */
  readonly lane: 1 | 2;
}

/** The stages that need nothing but the tree, then those on real servers. `--quick` leaves out the slow ones. */
function stagesOf(reports: string, isQuick: boolean): { still: Stage[]; real: Stage[] } {
  const npm = (script: string, lane: 1 | 2): Stage => ({
    title: script,
    command: ['npm', 'run', '--silent', script],
    lane,
  });
  const vitest = (project: string, lane: 1 | 2): Stage => {
    const report = join(reports, `${project}.json`);
    const words = [
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--passWithNoTests',
    ];
    return { title: `tests: ${project}`, command: ['vitest', 'run', ...words], report, lane };
  };
  const still = [
    npm('check:types', 1),
    npm('check:format', 2),
    npm('check:imports', 2),
    vitest('law', 2),
    vitest('contract', 2),
    npm('check:lint', 1),
    vitest('architecture', 2),
  ];
  return { still, real: isQuick ? [] : [vitest('room', 1), vitest('journey', 1)] };
}

async function runStages(stages: readonly Stage[], perform: (stage: Stage) => Promise<Tally>): Promise<Tally> {
  const lane = async (number: 1 | 2): Promise<Tally[]> => {
    const tallies: Tally[] = [];
    for (const stage of stages.filter((one) => one.lane === number)) tallies.push(await perform(stage));
    return tallies;
  };
  return sum((await Promise.all([lane(1), lane(2)])).flat());
}

function report(stage: Stage, shown: Shown, tally: Tally, log: string): void {
  const good = tally.failed === 0;
  const counts = stage.report ? ` ${tally.passed} passed, ${tally.failed} failed` : '';
  say(`${good ? '✓' : '✗'} ${stage.title}${counts} (${shown.seconds.toFixed(1)} s)`);
  if (!good) say(`${shown.tail.trimEnd()}\n  the whole of it: ${log}`);
}

/** The whole suite on real parts of this checkout; the last line says how many passed and how many failed. */
export async function run(args: string[], context: Context): Promise<number> {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean', default: false } } });
  const { config } = context;
  const reports = join(config.state, 'reports');
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const wasUp = (await ask(config, { op: 'status' })) !== undefined;
  const { still, real } = stagesOf(reports, values.quick);
  if (real.length > 0) await ensureUp(context, { partsOnly: true });
  const addresses = standingAddresses(config);
  const env: NodeJS.ProcessEnv = {
    ...config.inherited,
    BULOU_TEST_POSTGRES_URL: addresses.administrator,
    BULOU_TEST_REDIS_URL: addresses.redis,
    BULOU_TEST_KAFKA_BROKERS: addresses.kafka,
  };
  const perform = async (stage: Stage): Promise<Tally> => {
    const log = join(reports, `${stage.title.replaceAll(/\W+/g, '-')}.log`);
    const shown = await runShown(stage.command, { cwd: config.root, env, log });
    const tally = stage.report
      ? tallyOf(stage.report, shown.status)
      : { passed: shown.status === 0 ? 1 : 0, failed: shown.status === 0 ? 0 : 1 };
    report(stage, shown, tally, log);
    return tally;
  };
  const total = sum([await runStages(still, perform), await runStages(real, perform)]);
  // What was up before is somebody's system, and stays; what the tests started ends with them.
  if (real.length > 0 && !wasUp)
    await step('ending the parts of the tests', () => down([], context).then(() => undefined));
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? exit.good : exit.checkFailed;
}
