/** The moment, as the process sees it. Deadlines and invariants use the database's clock instead (`recordedAt`). */
export interface Clock {
  now(): Date;
}

/** Makers of new identifiers. `uuid7` sorts by time of making; `uuid4` tells nothing about its bearer. */
export interface Ids {
  uuid7(): string;
  uuid4(): string;
}

/** A digest of text as lower-case hexadecimal; SHA-256 everywhere in this system. */
export type HashOfText = (text: string) => string;
