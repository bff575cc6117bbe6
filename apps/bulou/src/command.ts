import type { LauncherConfig } from './bulou.config.js';

/** What every command is given. */
export interface Context {
  readonly config: LauncherConfig;
}

/** One word of `./bulou`: gets the words after it, answers with the exit status. */
export interface Command {
  run(args: string[], context: Context): Promise<number>;
}
