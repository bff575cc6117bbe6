import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Context } from '../command.js';
import { answer, exit, WrongUsage } from '../outcome.js';
import { writeSecrets } from './write-secrets.js';

/** Makes the secrets of a house in containers or in a cluster, once, in a folder of the caller's choice. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      postgres: { type: 'string', default: 'bulou-postgres:5432' },
      redis: { type: 'string', default: 'bulou-redis:6379' },
      json: { type: 'boolean', default: false },
    },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new WrongUsage('say one folder: ./bulou secrets FOLDER');
  const servers = { postgres: values.postgres, redis: values.redis, namespace: config.namespace };
  const names = await writeSecrets(resolve(folder), servers);
  if (values.json) answer({ folder, names });
  else for (const line of names.map((name) => commandFor(folder, name))) process.stdout.write(`${line}\n`);
  return exit.good;
}

const commandFor = (folder: string, name: string): string =>
  name === 'open'
    ? `kubectl -n bulou create configmap bulou-open --from-file=${folder}/open`
    : `kubectl -n bulou create secret generic bulou-${name} --from-file=${folder}/${name}`;
