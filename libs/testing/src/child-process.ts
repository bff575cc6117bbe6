import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ownVariables } from './testing.config.js';

/** A process of a test that may be killed at any moment. */
export interface Child {
  /** Lines of standard output so far. */
  readonly lines: readonly string[];
  /** Resolves at the first line that begins so; throws when the child ends before, with what it said. */
  untilLine(start: string): Promise<string>;
  /** Kills as `kill -9` does and waits until it is gone. */
  kill(): Promise<void>;
  /** Sends a signal, such as SIGSTOP to make a zombie and SIGCONT to wake it. */
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit status; -1 when it was killed. */
  ended(): Promise<number>;
}

/** Runs a TypeScript file of the sources in a process of its own. In: its URL, one JSON argument, further variables. */
export function spawnChild(file: URL, argument: unknown, variables: Readonly<Record<string, string>> = {}): Child {
  const hooks = fileURLToPath(new URL('./typescript-hooks.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--import', hooks, fileURLToPath(file), JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ownVariables(), ...variables },
  });
  const lines: string[] = [];
  const errors: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    child.emit('said', line);
  });
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const gone = once(child, 'exit').then(([code]) => (code as number | null) ?? -1);
  return {
    lines,
    untilLine: (start) => untilLine(child, lines, errors, start),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    signal: (signal) => void child.kill(signal),
    ended: () => gone,
  };
}

function untilLine(child: ChildProcess, lines: string[], errors: string[], start: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = lines.find((line) => line.startsWith(start));
      if (found !== undefined) resolve(found);
    };
    child.on('said', look);
    child.once('exit', () => reject(new Error(`ended before "${start}": ${errors.slice(-20).join('\n')}`)));
    look();
  });
}
