import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Context } from '../command.js';
import { downInDocker } from '../deploy/docker.js';
import { answer, exit } from '../outcome.js';
import { testConfig } from '../test/test-parts.js';
import { takeDown } from './take-down.js';

/** Stops what `up` started, and what an interrupted `test` left; with `--wipe` it also forgets all that was ever stored. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      wipe: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      docker: { type: 'boolean', default: false },
    },
  });
  if (values.docker) {
    downInDocker(config, values.wipe);
    if (values.json) answer({ stopped: ['docker'], wiped: values.wipe });
    return exit.good;
  }
  const stopped = await takeDown(config, { wipe: values.wipe });
  const tests = testConfig(config, config.portBase);
  if (existsSync(tests.state)) await takeDown(tests, { wipe: true });
  if (values.json) answer({ stopped, wiped: values.wipe });
  else process.stdout.write(stopped.length === 0 ? 'nothing was running\n' : `stopped: ${stopped.join(', ')}\n`);
  return exit.good;
}
