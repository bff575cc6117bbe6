import type { Context } from '../command.js';
import { exit, WrongUsage } from '../outcome.js';
import { askRunning } from '../supervisor/client.js';

const acts = { stop: 'hold', start: 'start', restart: 'restart' } as const;

/** Stops, starts or restarts single services or parts; what is stopped here stays stopped until it is started or `up` runs. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const [act = '', ...names] = args;
  if (!Object.hasOwn(acts, act) || names.length === 0) {
    throw new WrongUsage(
      'service takes stop, start or restart, and the names: ./bulou service stop lab command-centre',
    );
  }
  const { processes } = await askRunning(config, { op: acts[act as keyof typeof acts], names });
  for (const { name, pid, held } of processes.filter((one) => names.includes(one.name))) {
    process.stdout.write(`${name} ${held ? 'is stopped' : `runs as ${pid ?? '-'}`}\n`);
  }
  return exit.good;
}
