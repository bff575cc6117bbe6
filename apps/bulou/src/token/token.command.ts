import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Role, roles, type Scope } from '@lib/vocabulary';
import type { JWK } from 'jose';
import type { LauncherConfig } from '../bulou.config.js';
import type { Context } from '../command.js';
import { keyFilesIn } from '../keys.js';
import { answer, exit, Lacking, WrongUsage } from '../outcome.js';

const TOKEN_MINUTES = 10;
const scopeNames = ['site', 'lab', 'district', 'participant', 'device', 'shift'] as const;

function roleOf(text: string | undefined): Role {
  const names = Object.keys(roles);
  if (text !== undefined && names.includes(text)) return text as Role;
  throw new WrongUsage(
    `${text === undefined ? 'token needs --role' : `there is no role "${text}"`}; the roles are: ${names.join(', ')}.`,
  );
}

function issuerKey(config: LauncherConfig): JWK {
  // Only the local profile has an issuer of its own; anywhere else tokens come from the real one.
  if (config.profile !== 'local') {
    throw new WrongUsage(`tokens are made in the local profile only; this is "${config.profile}".`);
  }
  const file = keyFilesIn(config.state).issuer;
  if (!existsSync(file)) throw new Lacking('there is no issuer key yet.', 'It is made by: ./bulou up');
  return JSON.parse(readFileSync(file, 'utf8')) as JWK;
}

/** Prints a bearer token of the local profile, bound to a role and, where given, to a place, a person or a device. */
export async function run(args: string[], { config }: Context): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      role: text,
      subject: text,
      site: text,
      lab: text,
      district: text,
      participant: text,
      device: text,
      shift: text,
      json: { type: 'boolean', default: false },
    },
  });
  const role = roleOf(values.role);
  const key = issuerKey(config);
  const scope: Scope = Object.fromEntries(
    scopeNames.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
  const { signLocalToken } = await import('@lib/platform');
  const { token, expiresAt } = await signLocalToken(
    key,
    { sub: values.subject ?? `local-${role}`, role, scope },
    TOKEN_MINUTES,
    {
      issuer: config.issuer,
      audience: config.inherited.BULOU_AUDIENCE || 'bulou',
    },
  );
  if (values.json) answer({ token, expiresAt: expiresAt.toISOString() });
  else process.stdout.write(`${token}\n`);
  return exit.good;
}
