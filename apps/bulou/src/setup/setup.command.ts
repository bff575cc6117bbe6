import { parseArgs } from 'node:util';
import type { Context } from '../command.js';
import { answer, exit, Lacking } from '../outcome.js';
import { addressesOf } from '../parts/addresses.js';
import { setUpDatabase } from '../parts/database-setup.js';
import { ensureTopicsOf } from '../parts/topics.js';
import { secretsIn } from '../secrets.js';

/**
 * Database, logins, schemas and topics on servers that somebody else runs: what `up` does for its own, for containers
 * and clusters. May be run any number of times.
 */
export async function run(args: string[], { config }: Context): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { 'database-only': { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const withTopics = !values['database-only'];
  if (config.named.database === undefined) {
    throw new Lacking(
      'DATABASE_URL names no server.',
      'Set it, or DATABASE_URL_FILE, to a login that may create roles.',
    );
  }
  if (withTopics && config.named.kafka === undefined) {
    throw new Lacking(
      'KAFKA_BROKERS names no broker.',
      'Set it, or leave the topics to somebody else: --database-only',
    );
  }
  const secrets = secretsIn(config.state);
  const addresses = addressesOf(config, secrets, 1);
  await setUpDatabase(config, secrets, addresses);
  if (withTopics) await ensureTopicsOf(config, addresses);
  if (values.json) answer({ database: true, topics: withTopics });
  else process.stdout.write(withTopics ? 'database and topics are there\n' : 'the database is there\n');
  return exit.good;
}
