import { createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { auditRoot, canonicalJson } from '@lib/vocabulary';
import { z } from 'zod';
import { readJsonFile } from '../read-json-file.js';
import { sha256 } from '../sha256.js';

const signingKeyForm = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
});

/** The key that signs checkpoints, read from a file that only its owner reads. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** In: file with an Ed25519 key as private JWK with `kid`. Throws when it is missing, none, or readable by others. */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const jwk = await readJsonFile(file, signingKeyForm, { isSecret: true });
  return { id: jwk.kid, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
}

/** What stands on the last line of a log. */
export interface LastLine {
  readonly number: number;
  /** SHA-256 of the line as it stands in the file. */
  readonly hash: string;
}

// A line has some 500 bytes; the end of the file always holds the last one whole.
const tailBytes = 65_536;

/**
 * A file to which signed lines are added, each naming the hash of the one before it (RFC 8032 Ed25519 over canonical
 * JSON). One process at a time may write; whoever shares a file brings the lock.
 */
export class SignedLog {
  constructor(
    readonly file: string,
    private readonly key: SigningKey,
  ) {}

  /** Adds one line and waits until it is on disk. Out: its number and hash. Throws when the file is not one of ours. */
  async append(content: Readonly<Record<string, unknown>>): Promise<LastLine> {
    const handle = await open(this.file, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o640);
    try {
      const before = await lastLine(handle);
      const told = { ...content, number: before.number + 1, previous: before.hash, key: this.key.id };
      const signature = sign(null, Buffer.from(canonicalJson(told)), this.key.key).toString('base64url');
      const line = canonicalJson({ ...told, signature });
      await handle.appendFile(`${line}\n`);
      await handle.sync();
      return { number: told.number, hash: sha256(line) };
    } finally {
      await handle.close();
    }
  }
}

/** The last line from the file itself, since another replica may have written it. */
async function lastLine(handle: FileHandle): Promise<LastLine> {
  const { size } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, tailBytes));
  await handle.read(tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf(0x0a) + 1;
  // A line without its end was being written when the machine stopped; nobody was told of it.
  if (end < tail.length) await handle.truncate(size - (tail.length - end));
  const text = tail.subarray(0, end).toString().split('\n').at(-2);
  if (text === undefined) return { number: 0, hash: auditRoot };
  const { number } = numbered.parse(JSON.parse(text));
  return { number, hash: sha256(text) };
}

const numbered = z.object({ number: z.int().positive() });
