/** Exit status of every command, as the interface promises. */
export const exit = { good: 0, checkFailed: 1, wrongUsage: 2, environmentLacks: 3 } as const;

/** The caller asked for something that does not exist; ends with status 2. */
export class WrongUsage extends Error {}

/** The machine lacks something; says what, and how to get it; ends with status 3. */
export class Lacking extends Error {
  constructor(
    what: string,
    readonly cure: string,
  ) {
    super(what);
  }
}

/** The one object that a command answers with; everything else goes to stderr. */
export function answer(object: unknown): void {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
