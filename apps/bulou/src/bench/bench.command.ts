import type { Context } from '../command.js';
import { answer, exit } from '../outcome.js';
import { ensureUp } from '../up/ensure-up.js';
import { readBenchOptions } from './bench-options.js';
import { tableOf } from './bench-report.js';
import { runBench } from './run-bench.js';

/** `bench`: how fast the house is on this machine, with the machine's own limits measured in the same run. */
export async function run(args: string[], context: Context): Promise<number> {
  const options = readBenchOptions(args);
  const { url } = await ensureUp(context);
  const report = await runBench(url, options, context.config);
  if (options.asJson) answer(report);
  else process.stdout.write(`${tableOf(report)}\n`);
  return report.lost === 0 ? exit.good : exit.checkFailed;
}
