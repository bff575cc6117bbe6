import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export interface Shown {
  readonly status: number;
  readonly seconds: number;
  /** The last part of what it said, for showing when it failed. */
  readonly tail: string;
}

const TAIL_CHARACTERS = 12_000;

/** Runs one stage of the suite with its whole output in a file. */
export function runShown(
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; log: string },
): Promise<Shown> {
  const since = performance.now();
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const log = createWriteStream(options.log);
    const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const hear = (chunk: Buffer) => {
      log.write(chunk);
      tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS);
    };
    const end = (status: number) => {
      log.end();
      resolve({ status, seconds: (performance.now() - since) / 1000, tail });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => {
      tail += error.message;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
