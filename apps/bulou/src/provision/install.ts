import { existsSync } from 'node:fs';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking, say } from '../outcome.js';
import { step } from '../progress.js';
import { runTool } from './run-tool.js';
import { tools, type ToolName } from './tools.js';

const POLICY = '/usr/sbin/policy-rc.d';
const CLUSTER_POLICY = '/etc/postgresql-common/createcluster.conf';
const SBIN = '/usr/local/sbin:/usr/sbin:/sbin';

/** PATH as the system's own tools expect it; a plain user's often lacks the sbin folders. */
export const searchPath = (config: LauncherConfig) => `${config.inherited.PATH ?? '/usr/bin:/bin'}:${SBIN}`;

function cure(packages: readonly string[]): string {
  return `Install it with: sudo apt-get install --yes ${packages.join(' ')}   (then run the same command again)`;
}

/** The words that make a command run as root here: none when we are root, sudo when it asks for no password. */
async function asRoot(config: LauncherConfig, packages: readonly string[]): Promise<string[]> {
  const names = packages.join(', ');
  if ((await runTool('apt-get', ['--version'])).status !== 0) {
    throw new Lacking(
      `this machine lacks ${names} and has no apt-get.`,
      "Install these with the system's own package tool.",
    );
  }
  if (config.isRoot) return [];
  if ((await runTool('sudo', ['-n', 'true'])).status === 0) return ['sudo', '-n'];
  throw new Lacking(
    `this machine lacks ${names}, and this user may not install packages (neither root nor sudo).`,
    cure(packages),
  );
}

/**
 * Debian starts a server as soon as its package is installed. We want the binaries alone: no system cluster, no system
 * Redis. Both switches are removed again unless they were there before.
 */
function quietPackages(prefix: readonly string[]): { before: string[][]; after: string[][] } {
  const shell = (script: string) => [...prefix, 'sh', '-c', script];
  const before: string[][] = [];
  const after: string[][] = [];
  if (!existsSync(POLICY)) {
    before.push(shell(`printf '#!/bin/sh\\nexit 101\\n' > ${POLICY} && chmod 755 ${POLICY}`));
    after.push(shell(`rm -f ${POLICY}`));
  }
  if (!existsSync(CLUSTER_POLICY)) {
    before.push(shell(`mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > ${CLUSTER_POLICY}`));
  }
  return { before, after };
}

async function must(command: readonly string[], env: NodeJS.ProcessEnv, packages: readonly string[]): Promise<void> {
  const [program = '', ...args] = command;
  const { status, output } = await runTool(program, args, { env });
  if (status === 0) return;
  say(output.trimEnd());
  throw new Lacking(`${command.join(' ')} failed with status ${status}.`, cure(packages));
}

/** Installs Debian packages without starting what they bring. */
export async function installPackages(config: LauncherConfig, packages: readonly string[]): Promise<void> {
  const prefix = await asRoot(config, packages);
  const env = {
    ...config.inherited,
    PATH: searchPath(config),
    DEBIAN_FRONTEND: 'noninteractive',
    UCF_FORCE_CONFFOLD: '1',
  };
  const { before, after } = quietPackages(prefix);
  await step(`installing ${packages.join(', ')} (apt-get)`, async ({ note }) => {
    try {
      for (const command of before) await must(command, env, packages);
      note('reading the package lists');
      await must([...prefix, 'apt-get', 'update', '-qq'], env, packages);
      note('installing');
      const keepOurs = ['-o', 'Dpkg::Options::=--force-confold'];
      const wanted = ['install', '--yes', '-qq', '--no-install-recommends', '--no-upgrade', ...keepOurs, ...packages];
      await must([...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...wanted], env, packages);
    } finally {
      for (const command of after) await must(command, env, packages);
    }
  });
}

export interface Wanted {
  readonly names: readonly ToolName[];
  /** Acts as if nothing were installed, to prove the install path on a machine that has everything. */
  readonly pretendBare: boolean;
}

/** Finds each tool, installing what is missing; answers where each one is. */
export async function provideTools(
  config: LauncherConfig,
  { names, pretendBare }: Wanted,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const missing: ToolName[] = [];
  for (const name of names) {
    const place = pretendBare ? undefined : await tools[name].find(searchPath(config));
    if (place === undefined) missing.push(name);
    else found[name] = place;
  }
  if (missing.length === 0) return found;
  await installPackages(
    config,
    missing.map((name) => tools[name].package),
  );
  for (const name of missing) {
    const place = await tools[name].find(searchPath(config));
    if (place === undefined) {
      throw new Lacking(
        `${tools[name].title} is still not to be found after its package was installed.`,
        cure([tools[name].package]),
      );
    }
    found[name] = place;
  }
  return found;
}
