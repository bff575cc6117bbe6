import { maskNumbers } from '@lib/platform';
import type { Pii } from '@lib/vocabulary';

/**
 * What may be kept of a reason in somebody's own words. In: the words, and what is known of the person. Out: the words
 * without it, and without numbers that could be anybody's: a reason outlives the campaign, a person's details do not.
 */
export function struckOut(words: string, known: readonly (Pii<string> | null | undefined)[]): string {
  const values = known.flatMap((value) => value?.reveal() ?? []).filter((value) => value !== '');
  return values.reduce((text, value) => text.replaceAll(value, '[…]'), maskNumbers(words));
}
