import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import type { Secrets } from '../secrets.js';
import type { ProcessSpec } from '../supervisor/spec.js';

/** `appendfsync always`: a job that was added is on disk before `add` returns; a queue that forgets is a doorbell cut off. */
export function redisPart(config: LauncherConfig, secrets: Secrets, command: string, port: number): ProcessSpec {
  const folder = join(config.state, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${secrets.redis}`,
    `dir "${folder}"`,
    'daemonize no',
    'appendonly yes',
    'appendfsync always',
    'save ""',
    'maxmemory-policy noeviction',
  ];
  const file = join(folder, 'redis.conf');
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return {
    name: 'redis',
    kind: 'part',
    command,
    args: [file],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    cwd: folder,
    port,
    stopSignal: 'SIGTERM',
    stopSeconds: 10,
    edition: lines.join('\n'),
  };
}
