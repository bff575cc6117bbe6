import type { Pii } from '@lib/vocabulary';

/**
 * In: an address as somebody wrote it. Out: how it is compared: width, case, blanks and punctuation do not matter, but
 * numbers stay apart: 1-23 is another door than 12-3. Empty when nothing is left to compare.
 */
export function plainResidence(address: Pii<string>): string {
  return address
    .reveal()
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/(?<=\p{N})\s+(?=\p{N})/gu, '-')
    .replaceAll(/\s+/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}
