import { createHash } from 'node:crypto';

/** Out: the digest by which a file is known again. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The job of a file: a UUID (version 8) made of the laboratory and the file's digest, so that the same bytes are the same
 * job, and a sender can follow the progress of a job before it has been answered.
 */
export function jobOf(labCode: string, sha256: string): string {
  const hex = createHash('sha256').update(`${labCode}\n${sha256}`).digest('hex').slice(0, 32);
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  const text = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17)}`;
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
