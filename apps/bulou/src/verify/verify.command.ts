import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '@lib/platform';
import type { Context } from '../command.js';
import { answer, exit, say, WrongUsage } from '../outcome.js';
import { ensureUp } from '../up/ensure-up.js';
import { writeHtmlReport } from './html-report.js';
import { printReport } from './print-report.js';
import { verifyCampaign } from './verify-campaign.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `verify [--campaign ID] [--html FILE] [--json]`: the laws of the house, checked from outside. Exit 1 on any violation. */
export async function run(args: string[], context: Context): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { campaign: text, html: text, json: { type: 'boolean', default: false } },
  });
  if (values.campaign !== undefined && !uuid.test(values.campaign)) {
    throw new WrongUsage(`--campaign is the id of a campaign, a UUID; it is "${values.campaign}".`);
  }
  await ensureUp(context);
  const asked = values.campaign === undefined ? {} : { campaignId: values.campaign };
  const report = await verifyCampaign(context.config, asked);
  if (values.html !== undefined) {
    const file = resolve(values.html);
    writeFileSync(file, writeHtmlReport(report, systemClock.now()));
    say(`bulou verify: ${file}`);
  }
  if (values.json) answer(report);
  else printReport(report);
  return report.violations === 0 ? exit.good : exit.checkFailed;
}
