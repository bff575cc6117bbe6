import { say } from '../outcome.js';
import type { CheckReport, VerifyReport } from './report.js';

const marks = { ok: '✓', violated: '✗', skipped: '–' } as const;
const namedMax = 5;

function linesOf(check: CheckReport): string[] {
  const count = check.violations > 0 ? ` · ${check.violations}` : '';
  const head = `${marks[check.status]} ${check.id.padEnd(17)} ${check.name}${count}`;
  const why =
    check.why === undefined ? [] : [`    ${check.status === 'skipped' ? '未查 not checked: ' : ''}${check.why}`];
  const rest = check.violations - Math.min(namedMax, check.sample.length);
  const more = rest > 0 ? [`    … 另有 and ${rest} more`] : [];
  return [head, ...why, ...check.sample.slice(0, namedMax).map((line) => `    ${line}`), ...more];
}

/** Prints a report for people, in Chinese and English, on stderr: each law, and by name whatever breaks it. */
export function printReport(report: VerifyReport): void {
  for (const check of report.checks) for (const line of linesOf(check)) say(line);
  const { persons, unanswered, detectedPools, cases, recalled, positives } = report.figures;
  say(
    `采样 ${persons} 人 persons · 报警管 ${detectedPools} detected pools · 处置单 ${cases} cases · 已召回 ${recalled} recalled · 复核阳性 ${positives} verified · 无去向 ${unanswered} unanswered`,
  );
  const skipped = report.checks.filter(({ status }) => status === 'skipped').length;
  const left = skipped === 0 ? '' : `（${skipped} 项未查 not checked）`;
  say(
    report.violations === 0
      ? `核查通过 verified: ${report.checks.length - skipped} 项检查无违反 checks without violation${left}`
      : `发现 ${report.violations} 处违反 violations found${left}`,
  );
}
