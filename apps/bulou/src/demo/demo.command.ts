import { systemClock } from '@lib/platform';
import type { Context } from '../command.js';
import { answer, exit, say } from '../outcome.js';
import { printReport } from '../verify/print-report.js';
import { verifyCampaign } from '../verify/verify-campaign.js';
import { ensureUp } from '../up/ensure-up.js';
import { readDemoOptions } from './demo-options.js';
import { runPracticeRound } from './run-practice-round.js';
import { plantInStore } from './sabotage.js';

/** `demo`: a whole practice campaign through the gateway as an outside client, then `verify`. */
export async function run(args: string[], context: Context): Promise<number> {
  const options = readDemoOptions(args);
  const began = performance.now();
  const { url } = await ensureUp(context);
  const outcome = await runPracticeRound(url, options, context.config, systemClock);
  const planted =
    options.sabotage === undefined
      ? undefined
      : options.sabotage === 'lose-tube'
        ? { kind: options.sabotage, id: outcome.sparedTube ?? '' }
        : {
            kind: options.sabotage,
            id: await plantInStore(options.sabotage, outcome.figures.campaign, context.config),
          };
  const verify = await verifyCampaign(context.config, { campaignId: outcome.figures.campaign });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const report = {
    ...outcome.figures,
    unanswered: verify.figures.unanswered,
    seconds,
    ...(planted ? { planted } : {}),
    verify: { violations: verify.violations, checks: verify.checks },
  };
  if (options.asJson) answer(report);
  else {
    say(JSON.stringify({ ...report, verify: undefined }, null, 2));
    printReport(verify);
    say(`Look at it: ${url}/`);
  }
  return verify.violations === 0 ? exit.good : exit.checkFailed;
}
