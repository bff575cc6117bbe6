import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LauncherConfig } from '../bulou.config.js';
import type { Context } from '../command.js';
import { withLock } from '../lock.js';
import { exit, say } from '../outcome.js';
import type { Addresses } from '../parts/addresses.js';
import { type Shown, runShown } from './run-shown.js';
import { type Stage, stagesAbout, stagesOf } from './stages.js';
import { sum, type Tally, tallyOf } from './suite.js';
import { provideTools } from '../provision/install.js';
import { startTestParts } from './test-parts.js';

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

function environmentOf(config: LauncherConfig, addresses: Addresses | undefined): NodeJS.ProcessEnv {
  if (!addresses) return config.inherited;
  return {
    ...config.inherited,
    BULOU_TEST_POSTGRES_URL: addresses.administrator,
    BULOU_TEST_REDIS_URL: addresses.redis,
    BULOU_TEST_KAFKA_BROKERS: addresses.kafka,
  };
}

/** Parts are taken down however the suite ends; an interrupt ends it with the status that shells give to one. */
async function withParts<T>(config: LauncherConfig, work: (addresses: Addresses) => Promise<T>): Promise<T> {
  const parts = await startTestParts(config);
  const leave = (status: number) => () => void parts.end().then(() => process.exit(status));
  process.once('SIGINT', leave(130));
  process.once('SIGTERM', leave(143));
  try {
    return await work(parts.addresses);
  } finally {
    await parts.end();
  }
}

/** The whole suite on real parts of its own, or the tests whose paths are named; the last line says how many passed and how many failed. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const reports = join(config.state, 'reports');
  mkdirSync(config.state, { recursive: true });
  const total = await withLock(join(config.state, 'test.lock'), async () => {
    rmSync(reports, { recursive: true, force: true });
    mkdirSync(reports, { recursive: true });
    const { still, real } =
      positionals.length > 0 ? stagesAbout(reports, positionals, values.quick) : stagesOf(reports, values.quick);
    const performer = (addresses?: Addresses) => async (stage: Stage) => {
      const log = join(reports, `${stage.title.replaceAll(/\W+/g, '-')}.log`);
      const env = environmentOf(config, addresses);
      const shown = await runShown(stage.command, { cwd: config.root, env, log });
      const good = shown.status === 0;
      const tally = stage.report ? tallyOf(stage.report, shown.status) : { passed: good ? 1 : 0, failed: good ? 0 : 1 };
      report(stage, shown, tally, log);
      return tally;
    };
    if (real.length > 0) await provideTools(config, { names: ['chromium'], pretendBare: false });
    const first = await runStages(still, performer());
    if (real.length === 0) return first;
    return sum([first, await withParts(config, (addresses) => runStages(real, performer(addresses)))]);
  });
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? exit.good : exit.checkFailed;
}
