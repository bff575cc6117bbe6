import { canonicalJson } from './canonical-json.js';
import type { HashOfText } from './ports.js';
import type { TubeState } from './tube-states.js';

/** One link of a tube's custody: who did what to it, where, by which device, by both clocks. */
export interface CustodyEntry {
  readonly tubeId: string;
  /** 1 for the first link, without gap. */
  readonly seq: number;
  readonly step: TubeState;
  readonly actor: string;
  readonly deviceId: string | null;
  /** The site or laboratory where it happened. */
  readonly place: string;
  readonly reason: string | null;
  /** ISO 8601 UTC with milliseconds, the device's clock; information only. */
  readonly capturedAt: string | null;
  /** ISO 8601 UTC with milliseconds, the database's clock. */
  readonly recordedAt: string;
  /** What else belongs to the step: member digest at sealing, batch at boxing, result version at resulting. */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What stands before the first link. */
export const custodyRoot = '0'.repeat(64);

/**
 * The hash of a link: SHA-256 over the hash before it and the canonical JSON of the link. Alter one link, and every
 * later hash of that tube is wrong.
 *
 * @returns 64 hexadecimal digits
 */
export function custodyHash(hash: HashOfText, previous: string, entry: CustodyEntry): string {
  return hash(`${previous}\n${canonicalJson(entry)}`);
}

/** The digest of a sealed tube's members: SHA-256 over `position:subject` in order, joined by `|`. */
export function sealDigest(hash: HashOfText, members: readonly { position: number; subjectId: string }[]): string {
  return hash(members.map((member) => `${member.position}:${member.subjectId}`).join('|'));
}

/** One step of a device's rolling hash: SHA-256 over the hash before it and the canonical JSON of the device event. */
export function rollingHash(hash: HashOfText, previous: string, deviceEvent: unknown): string {
  return hash(`${previous}\n${canonicalJson(deviceEvent)}`);
}
