import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

interface Child {
  readonly name: string;
  readonly pid: number;
}

interface Kept extends Child {
  readonly startedTicks: string;
}

/**
 * When the kernel started a process, in ticks since boot; empty when there is none. Pids are used again and titles are
 * rewritten (Redis does), so a process is known by its pid and this together.
 */
function startedTicks(pid: number): string {
  try {
    // The name in parentheses may hold blanks; the fields after it do not. Start is field 22 of proc(5).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

/** Notes who runs now, so that the next supervisor finds them if this one is killed. */
export function noteChildren(file: string, children: readonly Child[]): void {
  const kept: Kept[] = children.map(({ name, pid }) => ({ name, pid, startedTicks: startedTicks(pid) }));
  writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
}

const ORPHAN_SECONDS_MAX = 30;

/** Ends what a killed supervisor left running: two brokers or two postmasters on one folder would refuse each other. */
export async function endOrphans(file: string, tell: (line: string) => void): Promise<void> {
  let kept: Kept[] = [];
  try {
    kept = JSON.parse(readFileSync(file, 'utf8')) as Kept[];
  } catch {
    return;
  }
  const left = () => kept.filter((one) => one.startedTicks !== '' && startedTicks(one.pid) === one.startedTicks);
  for (const { name, pid } of left()) {
    tell(`${name} (${pid}) was left behind by an earlier supervisor; ending it`);
    // PostgreSQL waits for its clients at SIGTERM and throws them out at SIGINT.
    process.kill(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  }
  const until = performance.now() + ORPHAN_SECONDS_MAX * 1000;
  while (left().length > 0 && performance.now() < until) await pause(100);
  for (const { pid } of left()) process.kill(pid, 'SIGKILL');
  rmSync(file, { force: true });
}
