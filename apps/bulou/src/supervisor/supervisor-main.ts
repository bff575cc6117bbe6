import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Keeper } from './keeper.js';
import { endOrphans, noteChildren } from './orphans.js';
import type { ProcessSpec, Reply, Request } from './spec.js';

// A small process that outlives the launcher: it starts parts and services, restarts what dies, and answers on a
// socket that only its owner may open. It holds no state that the launcher cannot send again.

const [state = '', socketPath = ''] = process.argv.slice(2);
const logs = join(state, 'logs');
const childrenFile = join(state, 'children.json');
const keepers = new Map<string, Keeper>();
const ROTATE_MILLISECONDS = 30_000;

mkdirSync(logs, { recursive: true });
const tell = (line: string) => appendFileSync(join(logs, 'supervisor.log'), `${line}\n`);

function note(): void {
  const running = [...keepers.values()].flatMap(({ name, pid }) => (pid === null ? [] : [{ name, pid }]));
  noteChildren(childrenFile, running);
}

async function ensure(specs: readonly ProcessSpec[]): Promise<void> {
  await Promise.all(
    specs.map(async (spec) => {
      const known = keepers.get(spec.name);
      if (known) return known.adopt(spec);
      const keeper = new Keeper(spec, logs, tell, note);
      keepers.set(spec.name, keeper);
      keeper.start();
    }),
  );
}

function named(names: readonly string[]): Keeper[] {
  return names.map((name) => {
    const keeper = keepers.get(name);
    if (!keeper) throw new Error(`nothing named "${name}" is kept here; there are: ${[...keepers.keys()].join(', ')}`);
    return keeper;
  });
}

/** Services end before the parts they write to, so that each can finish what it has begun. */
async function stopAll(): Promise<void> {
  const all = [...keepers.values()];
  await Promise.all(all.filter(({ kind }) => kind === 'service').map((keeper) => keeper.stop()));
  await Promise.all(all.filter(({ kind }) => kind === 'part').map((keeper) => keeper.stop()));
}

async function perform(request: Request): Promise<void> {
  switch (request.op) {
    case 'status':
      return;
    case 'ensure':
      return ensure(request.specs);
    case 'hold':
      await Promise.all(named(request.names).map((keeper) => keeper.stop()));
      return;
    case 'start':
      for (const keeper of named(request.names)) keeper.start();
      return;
    case 'restart':
      await Promise.all(
        named(request.names).map(async (keeper) => {
          await keeper.stop();
          keeper.start();
        }),
      );
      return;
    case 'stop':
      return stopAll();
  }
}

async function reply(line: string): Promise<{ reply: Reply; last: boolean }> {
  try {
    const request = JSON.parse(line) as Request;
    await perform(request);
    const processes = await Promise.all([...keepers.values()].map((keeper) => keeper.state()));
    return { reply: { ok: true, pid: process.pid, processes }, last: request.op === 'stop' };
  } catch (error) {
    return { reply: { ok: false, error: error instanceof Error ? error.message : String(error) }, last: false };
  }
}

function leave(): void {
  rmSync(socketPath, { force: true });
  rmSync(childrenFile, { force: true });
  rmSync(join(state, 'supervisor.json'), { force: true });
  tell('supervisor ended');
  process.exit(0);
}

function serve(socket: Socket): void {
  let heard = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    const end = heard.indexOf('\n');
    if (end < 0) return;
    const line = heard.slice(0, end);
    heard = '';
    void reply(line).then((made) => socket.end(`${JSON.stringify(made.reply)}\n`, () => made.last && leave()));
  });
}

process.on('SIGTERM', () => void stopAll().then(leave));
process.on('SIGINT', () => undefined);

await endOrphans(childrenFile, tell);
rmSync(socketPath, { force: true });
process.umask(0o077);
createServer(serve).listen(socketPath, () => {
  writeFileSync(join(state, 'supervisor.json'), JSON.stringify({ pid: process.pid, socket: socketPath }), {
    mode: 0o600,
  });
  tell(`supervisor ${process.pid} listens`);
});
process.umask(0o022);
setInterval(() => keepers.forEach((keeper) => keeper.rotateLog()), ROTATE_MILLISECONDS).unref();
