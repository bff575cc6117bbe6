import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { sortedJson } from '../sorted-json.js';
import { digest, rootHash } from './chain-walk.js';

/** The public keys that may have signed, by their id. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

/** In: a JWK set. Out: the keys. Throws when it is none. */
export function readPublicKeys(text: string): PublicKeys {
  const { keys } = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) }).parse(JSON.parse(text));
  return new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));
}

/** One line that holds: its number, its hash and what it says. */
export interface SignedLine {
  readonly number: number;
  readonly hash: string;
  readonly told: Readonly<Record<string, unknown>>;
}

const form = z.looseObject({
  number: z.int(),
  previous: z.string(),
  key: z.string(),
  signature: z.string(),
  at: z.iso.datetime(),
});

/** Lines that have their end; one without is being written this moment, or was when the machine stopped. */
export const wholeLines = (text: string): string[] => text.split('\n').slice(0, -1);

/**
 * Reads a log of signed lines and says what is wrong with it: a line that is missing, moved, altered, or signed by
 * nobody whom we know. Out: the lines that hold, and the faults.
 */
export function readSignedLines(text: string, keys: PublicKeys): { lines: SignedLine[]; faults: string[] } {
  const faults: string[] = [];
  const lines: SignedLine[] = [];
  let before = { hash: rootHash, at: '' };
  for (const [index, line] of wholeLines(text).entries()) {
    const number = index + 1;
    const told = readLine(line);
    if (told === undefined) {
      faults.push(`第 ${number} 行无法读取 / line ${number} cannot be read`);
      continue;
    }
    const wrong = faultsOf(told, number, before, keys);
    faults.push(...wrong.map((fault) => `第 ${number} 行 / line ${number}: ${fault}`));
    before = { hash: digest(line), at: told.at };
    if (wrong.length === 0) lines.push({ number, hash: before.hash, told });
  }
  return { lines, faults };
}

type Told = z.output<typeof form>;

function readLine(line: string): Told | undefined {
  try {
    return form.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function faultsOf(told: Told, number: number, before: { hash: string; at: string }, keys: PublicKeys): string[] {
  const { signature, ...signed } = told;
  const key = keys.get(told.key);
  const isOurs =
    key !== undefined && verify(null, Buffer.from(sortedJson(signed)), key, Buffer.from(signature, 'base64url'));
  return [
    ...(isOurs ? [] : ['签名不符 / it is not as it was signed, or nobody whom we know signed it']),
    ...(told.number === number ? [] : [`编号应为 ${number} / it calls itself ${told.number}`]),
    ...(told.previous === before.hash ? [] : ['不接前一行 / it does not follow the line before it']),
    ...(told.at >= before.at ? [] : ['时钟倒退 / its clock stands before the line ahead of it']),
  ];
}
