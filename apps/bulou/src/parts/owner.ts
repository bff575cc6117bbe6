import { readFileSync } from 'node:fs';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { searchPath } from '../provision/install.js';
import { runTool } from '../provision/run-tool.js';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

// Debian's package brings `postgres`; where binaries came another way, an account of our own is made.
const ACCOUNTS = ['postgres', 'bulou'] as const;

function accountNamed(name: string): Owner | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Who runs PostgreSQL: it refuses root, so root lends it a system account; anybody else runs it as themselves. */
export async function postgresOwner(config: LauncherConfig): Promise<Owner | undefined> {
  if (!config.isRoot) return undefined;
  for (const name of ACCOUNTS) {
    const account = accountNamed(name);
    if (account) return account;
  }
  const made = await runTool('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'bulou'], {
    env: { ...config.inherited, PATH: searchPath(config) },
  });
  const account = accountNamed('bulou');
  if (account) return account;
  throw new Lacking(
    `PostgreSQL does not run as root, and no account could be made for it: ${made.output.trim()}`,
    'Make one with: useradd --system bulou',
  );
}
