import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { step } from '../progress.js';
import { containerAccount, writeSecrets } from './write-secrets.js';

function docker(config: LauncherConfig, args: readonly string[]): { good: boolean; text: string } {
  const { uid, gid } = containerAccount();
  const env = {
    ...config.inherited,
    BULOU_PORT_BASE: String(config.portBase),
    BULOU_UID: String(uid),
    BULOU_GID: String(gid),
  };
  const made = spawnSync('docker', [...args], { cwd: config.root, env, encoding: 'utf8' });
  const text = `${made.stdout ?? ''}${made.stderr ?? ''}${made.error?.message ?? ''}`;
  return { good: made.status === 0, text };
}

function requireEngine(config: LauncherConfig): void {
  if (docker(config, ['version', '--format', '{{.Server.Version}}']).good) return;
  throw new Lacking('no Docker engine answers.', 'Start one, or leave --docker out: the launcher needs none.');
}

function must(config: LauncherConfig, what: string, args: readonly string[]): string {
  const made = docker(config, args);
  if (!made.good)
    throw new Lacking(`${what} failed:\n${made.text.trim()}`, `To see it alone: docker ${args.join(' ')}`);
  return made.text;
}

/** Brings the house up from `docker-compose.yml`; ends when every container is healthy. */
export async function upInDocker(config: LauncherConfig): Promise<{ url: string; seconds: number }> {
  requireEngine(config);
  const since = performance.now();
  await writeSecrets(join(config.root, '.bulou', 'docker'), {
    postgres: 'postgres:5432',
    redis: 'redis:6379',
    namespace: '',
  });
  await step('starting the containers', () =>
    Promise.resolve(must(config, 'docker compose up', ['compose', 'up', '--build', '--detach', '--wait'])),
  );
  return { url: `http://127.0.0.1:${config.portBase}`, seconds: Math.round((performance.now() - since) / 100) / 10 };
}

/** Takes the containers down; with `wipe` their volumes too. */
export function downInDocker(config: LauncherConfig, wipe: boolean): void {
  requireEngine(config);
  must(config, 'docker compose down', ['compose', 'down', ...(wipe ? ['--volumes'] : [])]);
}
