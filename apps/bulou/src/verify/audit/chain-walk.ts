import { createHash } from 'node:crypto';

/** One entry of an audit chain, as it is stored. */
export interface StoredEntry {
  readonly sequence: number;
  readonly recordedAt: string;
  readonly kind: string;
  readonly actorId: string;
  readonly actorRole: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly requestId: string;
  readonly detail: string;
  readonly previous: string;
  readonly hash: string;
}

/** What a chain says of its own end. */
export interface StoredHead {
  readonly chainId: string;
  readonly sequence: number;
  readonly hash: string;
}

export const rootHash = '0'.repeat(64);

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The documented form of an entry, written here anew so that it checks the database's own. */
function hashOf(chainId: string, before: string, entry: StoredEntry): string {
  const { sequence, recordedAt, kind, actorId, actorRole, objectKind, objectId, requestId, detail } = entry;
  const fields = [chainId, sequence, recordedAt, kind, actorId, actorRole, objectKind, objectId, requestId, detail];
  return digest(`${before}\n${fields.join('\n')}`);
}

/**
 * Walks a chain entry by entry and says what is wrong with it. After a broken entry it goes on from what is stored, so
 * that only the altered place is named.
 */
export class ChainWalk {
  readonly faults: string[] = [];
  #sequence = 0;
  #hash = rootHash;
  #recordedAt = '';

  constructor(private readonly chainId: string) {}

  get walked(): number {
    return this.#sequence;
  }

  step(entry: StoredEntry): void {
    const { sequence, recordedAt, previous, hash } = entry;
    if (sequence !== this.#sequence + 1) {
      const [from, to] = [this.#sequence + 1, sequence - 1];
      this.#say(
        from > to
          ? `第 ${sequence} 条重复 / entry ${sequence} stands where ${from} belongs`
          : `第 ${from}–${to} 条缺失 / entries ${from} to ${to} are missing`,
      );
    }
    if (previous !== this.#hash) {
      this.#say(`第 ${sequence} 条不接前一条 / entry ${sequence} does not follow the entry before it`);
    }
    if (hashOf(this.chainId, previous, entry) !== hash) {
      this.#say(`第 ${sequence} 条与写入时不同 / entry ${sequence} (${entry.kind}) is not the one that was hashed`);
    }
    if (recordedAt < this.#recordedAt) {
      this.#say(`第 ${sequence} 条时钟倒退 / the clock of entry ${sequence} stands before the one ahead of it`);
    }
    this.#sequence = sequence;
    this.#hash = hash;
    this.#recordedAt = recordedAt;
  }

  /** In: what the chain says of its end, and the present. Out: everything that is wrong. */
  end(head: StoredHead, now: string): readonly string[] {
    if (head.sequence !== this.#sequence || head.hash !== this.#hash) {
      this.#say(
        `链尾应为第 ${head.sequence} 条，实为第 ${this.#sequence} 条 / the chain says that it ends with entry ${head.sequence}, and it ends with ${this.#sequence}`,
      );
    }
    if (this.#recordedAt > now) this.#say(`最后一条在未来 / the last entry lies in the future: ${this.#recordedAt}`);
    return this.faults;
  }

  #say(fault: string): void {
    this.faults.push(fault);
  }
}
