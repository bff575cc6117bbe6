import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Lacking } from '../outcome.js';
import { portAccepts } from '../supervisor/probe.js';
import type { ProcessState } from '../supervisor/spec.js';

const LISTEN = '0A';

/** Socket inodes that listen on the port, from the kernel's own tables. */
function listeningInodes(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => {
    try {
      return readFileSync(file, 'utf8').split('\n').slice(1);
    } catch {
      return [];
    }
  });
  const cells = rows.map((row) => row.trim().split(/\s+/));
  return new Set(cells.filter((row) => row[1]?.endsWith(`:${hex}`) && row[3] === LISTEN).map((row) => row[9] ?? ''));
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    // Another user's process does not show its descriptors; then the port alone is named.
    return false;
  }
}

/** Who listens on the port, as far as this user may see. */
function holderOf(port: number): string {
  const inodes = listeningInodes(port);
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => holds(name, inodes));
  if (pid === undefined) return 'by a process that this user may not see';
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return `by process ${pid} (${command.slice(0, 120)})`;
}

/** Refuses to start on ports that somebody else holds; ours, seen in the supervisor's list, are left alone. */
export async function requireFreePorts(
  wanted: readonly { readonly name: string; readonly port: number }[],
  running: readonly ProcessState[],
  portBase: number,
): Promise<void> {
  const ours = new Set(running.filter(({ pid }) => pid !== null).map(({ port }) => port));
  for (const { name, port } of wanted) {
    if (ours.has(port) || !(await portAccepts(port))) continue;
    throw new Lacking(
      `port ${port}, wanted for ${name}, is in use ${holderOf(port)}.`,
      `Stop that process, or choose another range, for instance: BULOU_PORT_BASE=${portBase === 18_080 ? 28_080 : 18_080} ./bulou up`,
    );
  }
}
