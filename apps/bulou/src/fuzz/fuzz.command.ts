import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signLocalToken } from '@lib/platform';
import { type Role, roles, type Scope } from '@lib/vocabulary';
import type { Context } from '../command.js';
import { keyFilesIn, readJwk } from '../keys.js';
import { answer, exit, say, WrongUsage } from '../outcome.js';
import { step } from '../progress.js';
import { ensureUp } from '../up/ensure-up.js';
import { type Asked, askAsRole } from './ask-as-role.js';
import { documentOf, eachOnce, operationsOf, type OpenApiDocument } from './role-document.js';
import { provideSchemathesis } from './schemathesis.js';

// A token lives ten minutes at most; a role is asked again with a fresh one.
const secondsAtOnceMax = 500;
const tokenMinutes = 10;
// Below it the time is better spent on each operation once than on starting seventeen times.
const secondsForEveryRole = 180;
// It takes two or three seconds to begin.
const secondsMin = 4;

/** Where callers of each role are bound; nothing of it need exist, and much of what is asked does not. */
const scope: Scope = {
  site: '330105-0001',
  lab: 'LAB-HZ1',
  district: '330105',
  participant: '0198f2a0-0000-7000-8000-0000000000aa',
  device: '0198f2a0-0000-7000-8000-0000000000ab',
};

const boundBy: Partial<Readonly<Record<Role, readonly (keyof Scope)[]>>> = {
  sampler: ['site', 'device'],
  'site-manager': ['site'],
  courier: ['site'],
  lab: ['lab'],
  'lab-supervisor': ['lab'],
  'district-liaison': ['district'],
  'cdc-duty': ['district'],
  resident: ['participant'],
};

const scopeOf = (role: Role): Scope => Object.fromEntries((boundBy[role] ?? []).map((name) => [name, scope[name]]));

interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly asJson: boolean;
}

function readOptions(args: string[]): FuzzOptions {
  const text = { type: 'string' } as const;
  const options = { minutes: text, seconds: text, seed: text, json: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ args, options });
  const seconds = Number(values.seconds ?? Number(values.minutes ?? '5') * 60);
  const seed = Number(values.seed ?? '1');
  if (!(seconds >= 20 && seconds <= 86_400) || !Number.isSafeInteger(seed)) {
    throw new WrongUsage('fuzz takes --minutes or --seconds (20 seconds to a day) and --seed, a whole number.');
  }
  return { seconds, seed, asJson: values.json };
}

/** Asks every route, as every role, what its description allows and what it forbids; exit 1 when an answer is unexplained. */
export async function run(args: string[], context: Context): Promise<number> {
  const { seconds, seed, asJson } = readOptions(args);
  const { config } = context;
  if (config.profile !== 'local') throw new WrongUsage('questions are asked in the local profile only.');
  const program = await provideSchemathesis(config);
  const { url } = await ensureUp(context);
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const folder = join(config.state, 'fuzz');
  const privateKey = readJwk(keyFilesIn(config.state).issuer);
  const tokenOf = async (role: Role): Promise<string> => {
    const claims = { sub: `fuzz-${role}`, role, scope: scopeOf(role) };
    const rules = { issuer: config.issuer, audience: config.inherited['BULOU_AUDIENCE'] || 'bulou' };
    return (await signLocalToken(privateKey, claims, tokenMinutes, rules)).token;
  };
  const found: Asked[] = [];
  const everybody = ['nobody', ...(Object.keys(roles) as Role[])] as const;
  const documents = everybody
    .map((role) => ({ role, document: documentOf(document, role) }))
    .filter((one) => operationsOf(one.document) > 0);
  const asking = seconds < secondsForEveryRole ? eachOnce(documents) : documents;
  const operations = asking.reduce((sum, one) => sum + operationsOf(one.document), 0);
  for (const one of asking) {
    const share = Math.max(secondsMin, Math.round((seconds * operationsOf(one.document)) / operations));
    for (let left = share, turn = 0; left > 0; left -= secondsAtOnceMax, turn += 1) {
      const token = one.role === 'nobody' ? undefined : await tokenOf(one.role);
      const questions = {
        program,
        folder,
        url,
        ...one,
        token,
        seconds: Math.min(left, secondsAtOnceMax),
        seed: seed + turn,
      };
      found.push(await step(`asking as ${one.role}`, () => askAsRole(questions)));
    }
  }
  return report(found, asJson);
}

function report(found: readonly Asked[], asJson: boolean): number {
  const bad = found.filter(({ isGood }) => !isGood);
  const questions = found.reduce((sum, one) => sum + one.questions, 0);
  for (const { role, words } of bad) say(`✗ ${role}\n${words.trimEnd()}`);
  if (asJson) answer({ questions, roles: found.map(({ words: _words, ...one }) => one) });
  else say(`${questions} questions as ${found.length} callers, ${bad.length} with an answer that nothing explains`);
  return bad.length === 0 ? exit.good : exit.checkFailed;
}
