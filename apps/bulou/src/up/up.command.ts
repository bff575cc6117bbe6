import { parseArgs } from 'node:util';
import type { Context } from '../command.js';
import { answer, exit, say, WrongUsage } from '../outcome.js';
import { upInDocker } from '../deploy/docker.js';
import type { BrokerCount } from '../parts/kafka-part.js';
import { ensureUp } from './ensure-up.js';

function brokersOf(text: string | undefined): { brokers?: BrokerCount } {
  if (text === undefined) return {};
  if (text === '1') return { brokers: 1 };
  if (text === '3') return { brokers: 3 };
  throw new WrongUsage(`--brokers takes 1 or 3; it was "${text}".`);
}

/** Starts everything, or what is missing of it; ends when every service is ready. */
export async function run(args: string[], context: Context): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      brokers: { type: 'string' },
      json: { type: 'boolean' },
      'parts-only': { type: 'boolean', default: false },
      'pretend-bare': { type: 'boolean', default: false },
      only: { type: 'string' },
      docker: { type: 'boolean', default: false },
    },
  });
  if (values.docker) return inDocker(context, values.json === true);
  const up = await ensureUp(context, {
    ...brokersOf(values.brokers),
    partsOnly: values['parts-only'],
    pretendBare: values['pretend-bare'],
    ...(values.only === undefined ? {} : { only: values.only.split(',').filter((name) => name !== '') }),
  });
  if (values.json) {
    answer(up);
    return exit.good;
  }
  for (const { name, port, pid } of [...up.parts, ...up.services])
    say(`  ${name.padEnd(16)} port ${port}  pid ${pid ?? '-'}`);
  process.stdout.write(
    values['parts-only'] ? `parts are ready after ${up.seconds} s\n` : `${up.url} is ready after ${up.seconds} s\n`,
  );
  return exit.good;
}

async function inDocker({ config }: Context, asJson: boolean): Promise<number> {
  const up = await upInDocker(config);
  if (asJson) answer({ ...up, services: [] });
  else process.stdout.write(`${up.url} is ready after ${up.seconds} s\n`);
  return exit.good;
}
