import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks of a process: 1/100 s on every Linux that this runs on. */
const microsecondsPerTick = 10_000;

interface ProcessTimes {
  readonly parent: number;
  /** Its own and those of its children that have ended. */
  readonly microseconds: number;
}

function timesOf(pid: number): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
    return { parent: Number(fields[1]), microseconds: ticks * microsecondsPerTick };
  } catch {
    return undefined;
  }
}

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

const allPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

export const parentOf = (pid: number): number | undefined => timesOf(pid)?.parent;

/** The process whose command line holds all of these words; for a server that somebody else started on this machine. */
export function pidOfCommand(...words: string[]): number | undefined {
  return allPids().find((pid) => {
    const command = commandOf(pid);
    return pid !== process.pid && words.every((word) => command.includes(word));
  });
}

/** What a group of processes spends: roots, each with all that it has started, or alone. */
export interface ProcessGroup {
  readonly name: string;
  readonly roots: readonly number[];
  /** The generator may have started the house; what the house spends is not its own. */
  readonly isAlone?: true;
}

export interface CpuSpent {
  /** Microseconds by group. */
  readonly groups: Readonly<Record<string, number>>;
  /** Microseconds that all cores were busy, whoever it was for. */
  readonly machine: number;
}

function machineBusy(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line.trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq) * microsecondsPerTick;
}

/** In: groups. Out: what each has spent since it began; the difference of two readings is what a phase cost. */
export function readCpu(groups: readonly ProcessGroup[]): CpuSpent {
  const times = new Map(
    allPids().flatMap((pid) => {
      const found = timesOf(pid);
      return found ? [[pid, found] as const] : [];
    }),
  );
  const childrenOf = Map.groupBy([...times.keys()], (pid) => times.get(pid)?.parent ?? 0);
  const spent = (pid: number): number =>
    (times.get(pid)?.microseconds ?? 0) + (childrenOf.get(pid) ?? []).reduce((sum, child) => sum + spent(child), 0);
  return {
    groups: Object.fromEntries(
      groups.map(({ name, roots, isAlone }) => [
        name,
        roots.reduce((sum, root) => sum + (isAlone ? (times.get(root)?.microseconds ?? 0) : spent(root)), 0),
      ]),
    ),
    machine: machineBusy(),
  };
}

export function spentBetween(before: CpuSpent, after: CpuSpent): CpuSpent {
  return {
    groups: Object.fromEntries(
      Object.entries(after.groups).map(([name, value]) => [name, value - (before.groups[name] ?? 0)]),
    ),
    machine: after.machine - before.machine,
  };
}
