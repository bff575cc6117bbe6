import type { Context } from '../command.js';
import { answer, exit } from '../outcome.js';
import { ensureUp } from '../up/ensure-up.js';
import { baselineLines, runBaseline } from './baseline-bench.js';
import { partsOf, readBenchOptions } from './bench-options.js';
import { tableOf } from './bench-report.js';
import { runBench } from './run-bench.js';

/** `bench`: how fast the house is on this machine, with the machine's own limits measured in the same run. */
export async function run(args: string[], context: Context): Promise<number> {
  const options = readBenchOptions(args);
  const { url } = await ensureUp(context);
  const report = await runBench(url, options, context.config);
  const seconds = partsOf(options.seconds).closed;
  const baseline = options.isBaseline
    ? await runBaseline(context.config, { devices: options.devices, seconds }, report)
    : undefined;
  if (options.asJson) answer(baseline ? { ...report, baseline } : report);
  else process.stdout.write(`${tableOf(report)}\n${baseline ? `${baselineLines(baseline)}\n` : ''}`);
  return report.lost === 0 ? exit.good : exit.checkFailed;
}
