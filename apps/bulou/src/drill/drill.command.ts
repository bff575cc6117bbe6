import type { Context } from '../command.js';
import { answer, exit } from '../outcome.js';
import { ensureUp } from '../up/ensure-up.js';
import { readDrillOptions } from './drill-options.js';
import { tableOf } from './drill-report.js';
import { runDrill } from './run-drill.js';

/** `drill`: the load that the house promises to bear, made from outside, each promise measured; status 1 when one fails. */
export async function run(args: string[], context: Context): Promise<number> {
  const options = readDrillOptions(args);
  const { url } = await ensureUp(context);
  const report = await runDrill(url, options, context.config);
  if (options.asJson) answer(report);
  else process.stdout.write(`${tableOf(report)}\n`);
  return report.holds ? exit.good : exit.checkFailed;
}
