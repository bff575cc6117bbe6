import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { openLog } from './log-file.js';
import type { Reply, Request } from './spec.js';

// sockaddr_un holds 108 bytes with the closing zero.
const SOCKET_PATH_MAX = 107;
const START_SECONDS_MAX = 30;

export function socketOf(config: LauncherConfig): string {
  const beside = join(config.state, 'supervisor.sock');
  return Buffer.byteLength(beside) <= SOCKET_PATH_MAX ? beside : join(tmpdir(), `bulou-${config.mark}.sock`);
}

export type Standing = Extract<Reply, { ok: true }>;

/** Asks the supervisor; nothing when none runs here. */
export function ask(config: LauncherConfig, request: Request): Promise<Standing | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketOf(config));
    let heard = '';
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error),
    );
    socket.on('close', () => {
      if (heard === '') return resolve(undefined);
      const reply = JSON.parse(heard) as Reply;
      return reply.ok ? resolve(reply) : reject(new Error(`the supervisor refuses: ${reply.error}`));
    });
  });
}

/** Asks a supervisor that has to be there. */
export async function askRunning(config: LauncherConfig, request: Request): Promise<Standing> {
  const standing = await ask(config, request);
  if (standing) return standing;
  throw new Lacking('nothing runs from this checkout.', 'Start it with: ./bulou up');
}

/** Starts the supervisor unless it runs; it outlives the caller and its terminal. */
export async function ensureSupervisor(config: LauncherConfig): Promise<Standing> {
  const running = await ask(config, { op: 'status' });
  if (running) return running;
  mkdirSync(config.state, { recursive: true });
  const main = fileURLToPath(new URL('./supervisor-main.js', import.meta.url));
  const log = openLog(join(config.state, 'logs'), 'supervisor');
  const { NODE_COMPILE_CACHE = '' } = config.inherited;
  spawn(process.execPath, ['--max-old-space-size=64', main, config.state, socketOf(config)], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: config.root,
    env: { PATH: config.inherited.PATH, NODE_COMPILE_CACHE },
  }).unref();
  const until = performance.now() + START_SECONDS_MAX * 1000;
  for (;;) {
    const standing = await ask(config, { op: 'status' });
    if (standing) return standing;
    if (performance.now() > until) {
      throw new Lacking('the supervisor did not start.', `Its log: ${join(config.state, 'logs', 'supervisor.log')}`);
    }
    await pause(50);
  }
}
