import type { uploadReport } from '@lib/contracts/http/lab/uploads';
import type { z } from 'zod';
import { say } from '../outcome.js';

type UploadReport = z.output<typeof uploadReport>;

const shownMax = 20;
const outcomes = { held: '暂扣 held', rejected: '拒绝 rejected', duplicate: '重复 duplicate' } as const;

/** Prints what became of a file for people, on stderr: the counts, then the rows that were not taken, each with its cure. */
export function printUpload(report: UploadReport): void {
  const { job, state, format, encoding, rows, accepted, held, rejected, duplicates, alarming, errors } = report;
  say(
    `${state === 'dry-run' ? '试读，未写入 dry run, nothing was written' : `任务 job ${job}`} · ${format}${encoding ? ` (${encoding})` : ''}`,
  );
  say(
    `${rows} 行 rows: 接受 accepted ${accepted} · 暂扣 held ${held} · 拒绝 rejected ${rejected} · 重复 duplicates ${duplicates} · 报警 alarming ${alarming}`,
  );
  for (const { column, value, code, message, hint, outcome } of errors.slice(0, shownMax)) {
    const place = [column, value === undefined ? undefined : `"${value}"`].filter(Boolean).join(' ');
    say(`  ${outcomes[outcome]} · ${message}${place ? ` · ${place}` : ''} [${code}]${hint ? ` → ${hint}` : ''}`);
  }
  if (errors.length > shownMax) say(`  … 另有 and ${errors.length - shownMax} more`);
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly messages?: { readonly zh?: string; readonly en?: string };
  readonly cure?: { readonly zh?: string; readonly en?: string };
}

/** What to say of a file that was refused as a whole: the problem in both languages, and its cure. */
export function problemLines(status: number, body: unknown): string[] {
  const problem: Problem = typeof body === 'object' && body !== null ? body : { detail: String(body) };
  const words = [problem.messages?.zh, problem.messages?.en ?? problem.title ?? problem.detail]
    .filter(Boolean)
    .join(' / ');
  const cure = [problem.cure?.zh, problem.cure?.en].filter(Boolean).join(' / ');
  return [`bulou upload: ${status} ${problem.code ?? ''} ${words}`.trim(), ...(cure ? [`  → ${cure}`] : [])];
}
