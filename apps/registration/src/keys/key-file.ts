import type { KeyObject } from 'node:crypto';
import { readJsonFile } from '@lib/platform';
import { z } from 'zod';
import { keyBytes, preparedKey } from './sealing.js';

const key = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length === keyBytes, { message: 'a key has 32 bytes' });

const signingKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
});

/**
 * The file that BULOU_IDENTITY_KEYS names. `aes` wraps the keys of campaigns; an old one stays for as long as a key is
 * wrapped by it. `hmac` is there for rows from before campaigns had keys of their own. `certificate` signs what a
 * closed campaign is certified with.
 */
export const identityKeys = z
  .object({
    keys: z.array(z.object({ id: z.string().min(1).max(40), aes: key, hmac: key.optional() })).min(1),
    current: z.string(),
    certificate: signingKey.optional(),
  })
  .refine((file) => file.keys.some(({ id }) => id === file.current), { message: 'the current key is not in the file' });

export type IdentityKeys = z.output<typeof identityKeys>;

export interface WrappingKey {
  readonly id: string;
  readonly aes: KeyObject;
  readonly hmac: KeyObject | undefined;
}

const prepared = (base64: string): KeyObject => preparedKey(Buffer.from(base64, 'base64'));

/** The keys outside the database. They are read again on request, so that a rotation needs no restart. */
export class KeyFile {
  #keys = new Map<string, WrappingKey>();
  #current = '';
  #certificate: IdentityKeys['certificate'];

  constructor(
    file: IdentityKeys,
    private readonly path?: string,
  ) {
    this.#take(file);
  }

  static async read(path: string): Promise<KeyFile> {
    return new KeyFile(await readJsonFile(path, identityKeys, { isSecret: true }), path);
  }

  /** Takes what the file says now. Throws, and keeps what it had, when the file is not as it must be. */
  async readAgain(): Promise<void> {
    if (this.path !== undefined) this.#take(await readJsonFile(this.path, identityKeys, { isSecret: true }));
  }

  get current(): WrappingKey {
    const found = this.#keys.get(this.#current);
    if (found === undefined) throw new Error(`identity key ${this.#current} is not in the key file`);
    return found;
  }

  get certificate(): IdentityKeys['certificate'] {
    return this.#certificate;
  }

  get ids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  find(id: string): WrappingKey | undefined {
    return this.#keys.get(id);
  }

  /** The keys under which rows were indexed before campaigns had keys of their own. */
  get indexing(): readonly KeyObject[] {
    return [...this.#keys.values()].flatMap(({ hmac }) => (hmac === undefined ? [] : [hmac]));
  }

  #take(file: IdentityKeys): void {
    this.#keys = new Map(
      file.keys.map(({ id, aes, hmac }) => [
        id,
        { id, aes: prepared(aes), hmac: hmac === undefined ? undefined : prepared(hmac) },
      ]),
    );
    this.#current = file.current;
    this.#certificate = file.certificate;
  }
}
