import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The schemas of the services that keep anything, in the order of the swab; login = `bulou_<schema>`. */
export const schemas = [
  'registration',
  'batching',
  'lab',
  'notification',
  'isolation',
  'command_centre',
  'result_desk',
] as const;

export type Schema = (typeof schemas)[number];

export interface Secrets {
  /** Tells the stores of this run state from those of an earlier one at the same path. */
  readonly instance: string;
  readonly postgres: string;
  readonly redis: string;
  readonly clusterId: string;
  readonly verifier: string;
  readonly logins: Readonly<Record<Schema, string>>;
}

// Hexadecimal, so that a password needs no escaping in a URL, in SQL or in a configuration file.
const password = () => randomBytes(24).toString('hex');

function mint(): Secrets {
  return {
    instance: randomBytes(4).toString('hex'),
    postgres: password(),
    redis: password(),
    // Kafka wants 16 bytes in URL-safe base64 that do not begin with a dash.
    clusterId: Buffer.concat([Buffer.from([0x42]), randomBytes(15)]).toString('base64url'),
    verifier: password(),
    logins: Object.fromEntries(schemas.map((schema) => [schema, password()])) as Record<Schema, string>,
  };
}

/** What the sender of notices shares with registration: follows from what only this state knows, so that an older state has one too. */
export const noticeSecretOf = ({ postgres, instance }: Secrets): string =>
  createHmac('sha256', postgres).update(`notice ${instance}`).digest('hex');

/** The passwords of this system: made once, kept in a file that only its owner reads. */
export function secretsIn(state: string): Secrets {
  const file = join(state, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  mkdirSync(state, { recursive: true });
  const secrets = mint();
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
