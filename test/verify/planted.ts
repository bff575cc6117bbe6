/** One fault in the stores, the checks that must speak up, and a name that each of them must say. */
export interface Planted {
  readonly fault: string;
  readonly sql: string;
  readonly seenBy: readonly string[];
  readonly name: string;
}
