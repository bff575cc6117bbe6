import { z } from 'zod';
import { bulouConfig } from './bulou.config.js';
import { commands, usage } from './commands.js';
import { exit, Lacking, say, WrongUsage } from './outcome.js';

// Looked at and not imported: the client behind it is loaded by the commands that ask something.
const declinedAnswer = z.object({
  answer: z.object({
    status: z.int().min(400).max(499),
    body: z.object({
      code: z.string(),
      messages: z.record(z.string(), z.string()),
      cure: z.record(z.string(), z.string()),
    }),
  }),
});

/** Out: what the house said no to, and the cure; nothing when this is no refusal. */
function declinedBy(error: unknown): string | undefined {
  const { data } = declinedAnswer.safeParse(error);
  if (data === undefined) return undefined;
  const { code, messages, cure } = data.answer.body;
  return `${code} ${messages['zh']} / ${messages['en']}\n  ${cure['zh']} / ${cure['en']}`;
}

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
  const declined = declinedBy(error);
  if (declined !== undefined) {
    say(`bulou: ${declined}`);
    return exit.checkFailed;
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
