import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

interface Kept {
  readonly name: string;
  readonly pid: number;
  readonly command: string;
}

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
  } catch {
    return '';
  }
};

const ORPHAN_SECONDS_MAX = 20;

/** Notes who runs now, so that the next supervisor finds them if this one is killed. */
export function noteChildren(file: string, children: readonly Kept[]): void {
  writeFileSync(file, JSON.stringify(children), { mode: 0o600 });
}

/**
 * Ends what a killed supervisor left running: two brokers or two postmasters on one folder would refuse each other.
 * A pid counts only while it still runs the noted command, since pids are used again.
 */
export async function endOrphans(file: string, tell: (line: string) => void): Promise<void> {
  let kept: Kept[] = [];
  try {
    kept = JSON.parse(readFileSync(file, 'utf8')) as Kept[];
  } catch {
    return;
  }
  const mine = kept.filter(({ pid, command }) => commandOf(pid).endsWith(command.split('/').at(-1) ?? command));
  for (const { name, pid } of mine) {
    tell(`${name} (${pid}) was left behind by an earlier supervisor; ending it`);
    process.kill(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  }
  const until = performance.now() + ORPHAN_SECONDS_MAX * 1000;
  const left = () => mine.filter(({ pid }) => commandOf(pid) !== '');
  while (left().length > 0 && performance.now() < until) await pause(100);
  for (const { pid } of left()) process.kill(pid, 'SIGKILL');
  rmSync(file, { force: true });
}
