import { allChecks } from './all-checks.js';
import { type Check, nameOf } from './check.js';
import { readFigures } from './figures.js';
import type { CheckReport, VerifyReport } from './report.js';
import type { View } from './view.js';

async function runCheck(check: Check, view: View): Promise<CheckReport> {
  const named = { id: check.id, name: `${check.zh} / ${check.en}` };
  const skipped = (why: string): CheckReport => ({ ...named, status: 'skipped', violations: 0, sample: [], why });
  const absent = check.needs.filter((table) => !view.tables.has(table));
  if (absent.length > 0) return skipped(`there is no table ${absent.join(', ')}`);
  const found = await check.run(view).catch((cause: unknown) => {
    throw new Error(`check ${check.id} could not be made: ${String(cause)}`, { cause });
  });
  if ('skipped' in found) return skipped(found.skipped);
  return {
    ...named,
    status: found.total === 0 ? 'ok' : 'violated',
    violations: found.total,
    sample: found.first.map(nameOf),
    ...(found.why === undefined ? {} : { why: found.why }),
  };
}

/** In: a view. Out: what every check finds there, and the figures; `before` are findings made on the way, like a pipe that never rests. */
export async function runChecks(
  view: View,
  before: readonly CheckReport[] = [],
  checks: readonly Check[] = allChecks,
): Promise<VerifyReport> {
  const reports: CheckReport[] = [...before];
  // One after the other: they share one connection, because they share one snapshot.
  for (const check of checks) reports.push(await runCheck(check, view));
  return {
    violations: reports.reduce((sum, { violations }) => sum + violations, 0),
    campaigns: [...view.campaigns],
    checks: reports,
    figures: await readFigures(view),
  };
}
