/** A chance that can be repeated: the same seed chooses the same (mulberry32). */
export class AuditChance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number of the range, both ends included. */
  from(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  one<T>(choice: readonly T[]): T {
    const chosen = choice[this.from(0, choice.length - 1)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  }
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

/** Any line but the last. */
export const lineAt = (text: string, chance: AuditChance): string => chance.one(linesOf(text).slice(0, -1));

/** The text without one line that is not the last. */
export function dropAt(text: string, chance: AuditChance): string {
  const lines = linesOf(text);
  return `${lines.toSpliced(chance.from(0, lines.length - 2), 1).join('\n')}\n`;
}

/** The text with one line changed. */
export function editLine(text: string, chance: AuditChance, from: string, to: string): string {
  const lines = linesOf(text);
  const n = chance.from(0, lines.length - 1);
  return `${lines.with(n, (lines[n] ?? '').replace(from, to)).join('\n')}\n`;
}
