import { parseArgs } from 'node:util';
import { answer, exit, WrongUsage, say } from '../outcome.js';
import type { BrokerCount } from '../parts/kafka.part.js';
import type { Context } from '../commands.js';
import { askRunning } from '../supervisor/client.js';
import { partsUp } from './parts-up.js';

function brokersOf(text: string | undefined): BrokerCount | undefined {
  if (text === undefined) return undefined;
  if (text === '1') return 1;
  if (text === '3') return 3;
  throw new WrongUsage(`--brokers takes 1 or 3; it was "${text}".`);
}

/** Starts everything, or what is missing of it; ends when every service is ready. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const since = performance.now();
  const { values } = parseArgs({
    args,
    options: {
      brokers: { type: 'string' },
      json: { type: 'boolean' },
      'parts-only': { type: 'boolean' },
      'pretend-bare': { type: 'boolean' },
      only: { type: 'string' },
    },
  });
  const brokers = brokersOf(values.brokers);
  await partsUp(config, { ...(brokers ? { brokers } : {}), pretendBare: values['pretend-bare'] ?? false });
  const { processes } = await askRunning(config, { op: 'status' });
  const seconds = Math.round((performance.now() - since) / 100) / 10;
  const brief = processes.map(({ name, ready, port, pid }) => ({ name, ready, port, pid }));
  if (values.json) answer({ url: `http://127.0.0.1:${config.portBase}`, seconds, services: brief });
  else say(`ready after ${seconds} s`);
  return exit.good;
}
