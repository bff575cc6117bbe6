import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LauncherConfig } from '../bulou.config.js';
import type { Context } from '../command.js';
import { answer, exit, say } from '../outcome.js';
import { standingAddresses } from '../parts/addresses.js';
import { ask } from '../supervisor/client.js';
import type { ProcessState } from '../supervisor/spec.js';
import { readGroupLag } from './group-lag.js';
import { readWaitingFacts, type Waiting } from './waiting-facts.js';

const NOTHING_KNOWN = {
  outbox: {},
  parked: {},
  oldest: { event: null, alert: null, tube: null },
  postgres: 'does not answer',
} as const;

/** A part that is away is what `status` is asked for, so it is told and not thrown. */
async function orElse<T>(what: string, read: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read;
  } catch (error) {
    say(`bulou: ${what}: ${error instanceof Error ? error.message : String(error)}`);
    return otherwise;
  }
}

function versionOf(config: LauncherConfig): string {
  return (JSON.parse(readFileSync(join(config.root, 'package.json'), 'utf8')) as { version: string }).version;
}

function print(services: readonly ProcessState[], oldest: Readonly<Record<string, Waiting | null>>): void {
  // What waits comes first: a house of green lights in which an alert waits is not well.
  for (const [kind, found] of Object.entries(oldest)) {
    const text = found ? `${found.id} (${found.where}), ${found.seconds} s` : 'none waits';
    process.stdout.write(`oldest ${kind.padEnd(9)} ${text}\n`);
  }
  for (const { name, ready, port, pid, restarts } of services) {
    const word = ready ? 'ready    ' : 'not ready';
    process.stdout.write(
      `${name.padEnd(16)} ${word}  port ${port}  pid ${String(pid ?? '-').padEnd(8)} restarted ${restarts}×\n`,
    );
  }
}

/** Health, addresses, and what waits: in the outboxes, before the groups, and for people. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const url = `http://127.0.0.1:${config.portBase}`;
  const standing = await ask(config, { op: 'status' });
  if (!standing) {
    say('bulou: nothing runs from this checkout. Start it with: ./bulou up');
    if (values.json)
      answer({
        ready: false,
        url,
        services: [],
        urls: {},
        lag: {},
        outbox: {},
        parked: {},
        oldest: NOTHING_KNOWN.oldest,
      });
    return exit.environmentLacks;
  }
  const addresses = standingAddresses(config);
  const facts = await orElse('PostgreSQL', readWaitingFacts(addresses.verifier), NOTHING_KNOWN);
  const lag = await orElse('Kafka', readGroupLag(config, addresses), {});
  const { processes } = standing;
  const services = processes.filter(({ kind }) => kind === 'service');
  const ready = services.length > 0 && processes.every((one) => one.ready);
  if (values.json) {
    const { postgres, ...waiting } = facts;
    const versions = { bulou: versionOf(config), node: process.versions.node, postgres, kafka: '4.2.1' };
    const urls = { postgres: addresses.verifier, redis: addresses.redis, kafka: addresses.kafka };
    const parts = processes.filter(({ kind }) => kind === 'part');
    answer({ ready, url, services, parts, supervisor: standing.pid, versions, urls, lag, ...waiting });
  } else {
    print(processes, facts.oldest);
    process.stdout.write(
      `events not yet sent: ${JSON.stringify(facts.outbox)}\nevents not yet read: ${JSON.stringify(lag)}\nevents put aside: ${JSON.stringify(facts.parked)}\n${url} is ${ready ? 'ready' : 'not ready'}\n`,
    );
  }
  return ready ? exit.good : exit.checkFailed;
}
