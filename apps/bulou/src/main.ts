import { bulouConfig } from './bulou.config.js';
import { commands, usage } from './commands.js';
import { exit, Lacking, say, WrongUsage } from './outcome.js';

/** Maps what went wrong to the promised exit status; a fault of ours keeps its trace, since somebody has to find it. */
function explain(error: unknown): number {
  if (
    error instanceof WrongUsage ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  ) {
    say(`bulou: ${error.message}`);
    return exit.wrongUsage;
  }
  if (error instanceof Lacking) {
    say(`bulou: ${error.message}\n  ${error.cure}`);
    return exit.environmentLacks;
  }
  say(`bulou: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return exit.checkFailed;
}

async function main(words: readonly string[]): Promise<number> {
  const [name = '', ...args] = words;
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${usage()}\n`);
    return exit.good;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry)
    throw new WrongUsage(`${name === '' ? 'no command given' : `there is no command "${name}"`}.\n${usage()}`);
  const command = await entry.load();
  return command.run(args, { config: bulouConfig() });
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
