import type { LauncherConfig } from './bulou.config.js';
import { exit, say } from './outcome.js';

export interface Context {
  readonly config: LauncherConfig;
}

export interface Command {
  run(args: string[], context: Context): Promise<number>;
}

interface Entry {
  readonly does: string;
  load(): Promise<Command>;
}

/**
 * A command whose folder is not built yet says so. The path is a variable, so that neither compiler nor bundler asks
 * for a file that may be absent.
 */
async function later(path: string, name: string): Promise<Command> {
  try {
    return (await import(path)) as Command;
  } catch (error) {
    const absent =
      (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && String(error).includes(`${name}.command.js`);
    if (!absent) throw error;
    return {
      async run() {
        say(`bulou ${name}: not built yet.`);
        return exit.wrongUsage;
      },
    };
  }
}

/** Every word that `./bulou` understands. */
export const commands: Readonly<Record<string, Entry>> = {
  up: { does: 'start everything; ends when every service is ready', load: () => import('./up/up.command.js') },
  demo: {
    does: 'a whole practice campaign through the gateway, then verify',
    load: () => later('./demo/demo.command.js', 'demo'),
  },
  verify: {
    does: 'the invariants, read from outside the services',
    load: () => later('./verify/verify.command.js', 'verify'),
  },
  upload: {
    does: 'what a laboratory does: send a result file',
    load: () => later('./upload/upload.command.js', 'upload'),
  },
};

export function usage(): string {
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(8)} ${does}`);
  return ['usage: ./bulou COMMAND [options]', ...lines].join('\n');
}
