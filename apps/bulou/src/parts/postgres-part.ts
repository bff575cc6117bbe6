import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { runTool } from '../provision/run-tool.js';
import type { Secrets } from '../secrets.js';
import type { ProcessSpec } from '../supervisor/spec.js';
import { postgresOwner, type Owner } from './owner.js';

const ROOT_HOME = '/var/lib/bulou';

/**
 * Where the cluster lives. As root it is outside the checkout: the account that runs PostgreSQL may not be able to reach
 * a checkout below /root. The instance is part of the name, so a new checkout at an old path never meets old rows.
 */
export function postgresHome(config: LauncherConfig, secrets: Secrets): string {
  return config.isRoot ? join(ROOT_HOME, `${config.mark}-${secrets.instance}`) : join(config.state, 'postgres');
}

// The indexes of a day must fit, or every commit pays for pages that come and go: 2 GB as in performance §2, and no more than
// an eighth of a smaller machine.
function sharedBuffersMegabytes(): number {
  return Math.min(2_048, Math.max(128, Math.floor(totalmem() / 8 / 2 ** 20)));
}

function settings(port: number): string {
  return `${[
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    "unix_socket_directories = ''",
    'max_connections = 300',
    'fsync = on',
    'synchronous_commit = on',
    'full_page_writes = on',
    'password_encryption = scram-sha-256',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    `shared_buffers = ${sharedBuffersMegabytes()}MB`,
    'wal_buffers = 64MB',
    'max_wal_size = 8GB',
    'min_wal_size = 1GB',
    'checkpoint_timeout = 15min',
    'wal_compression = lz4',
    'jit = off',
    // Looking more often than this analysed the fast-growing tables without end: a third of all active time (bench).
    'autovacuum_naptime = 60s',
    'autovacuum_analyze_scale_factor = 0.2',
    // Values of rows do not belong in a log: neither a failed statement nor the detail of a violated constraint is
    // written, since both can quote a person.
    'log_min_error_statement = panic',
    'log_error_verbosity = terse',
    'log_parameter_max_length_on_error = 0',
    'log_statement = none',
    'log_checkpoints = off',
  ].join('\n')}\n`;
}

async function initialise(bin: string, folder: string, secrets: Secrets, owner: Owner | undefined): Promise<void> {
  const passwordFile = join(dirname(folder), 'initial-password');
  writeFileSync(passwordFile, secrets.postgres, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  const access = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--username=postgres'];
  // The C locale sorts and compares bytes: the same order on every machine, whatever its locales are.
  const words = ['--encoding=UTF8', '--locale=C', '--no-instructions'];
  try {
    const { status, output } = await runTool(join(bin, 'initdb'), ['-D', folder, ...access, ...words], {
      ...owner,
      cwd: dirname(folder),
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    });
    if (status !== 0) {
      rmSync(folder, { recursive: true, force: true });
      throw new Lacking(`initdb failed:\n${output.trim()}`, `It needs room and rights at ${dirname(folder)}.`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  appendFileSync(join(folder, 'postgresql.conf'), "include 'bulou.conf'\n");
  writeFileSync(join(folder, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
}

/** Clusters of this run state whose secrets are gone: nobody can open them any more. */
function removeUnreachable(config: LauncherConfig, home: string): void {
  if (!config.isRoot || !existsSync(ROOT_HOME)) return;
  for (const name of readdirSync(ROOT_HOME)) {
    const other = join(ROOT_HOME, name);
    const stale = name.startsWith(`${config.mark}-`) && other !== home;
    if (stale && !existsSync(join(other, 'cluster', 'postmaster.pid'))) rmSync(other, { recursive: true, force: true });
  }
}

/** Makes the cluster on first use, writes its settings, and says how to run it. */
export async function postgresPart(
  config: LauncherConfig,
  secrets: Secrets,
  bin: string,
  port: number,
): Promise<ProcessSpec> {
  const owner = await postgresOwner(config);
  const home = postgresHome(config, secrets);
  const folder = join(home, 'cluster');
  removeUnreachable(config, home);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (owner) {
    chownSync(home, owner.uid, owner.gid);
    writeFileSync(join(home, 'checkout'), `${config.state}\n`);
  }
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(bin, folder, secrets, owner);
  const file = join(folder, 'bulou.conf');
  writeFileSync(file, settings(port), { mode: 0o600 });
  if (owner) chownSync(file, owner.uid, owner.gid);
  return {
    name: 'postgres',
    kind: 'part',
    command: join(bin, 'postgres'),
    args: ['-D', folder],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    cwd: home,
    ...owner,
    port,
    stopSignal: 'SIGINT',
    stopSeconds: 30,
    edition: settings(port),
  };
}
