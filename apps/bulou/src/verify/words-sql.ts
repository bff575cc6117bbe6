import { findingWords, tubeStates } from '@lib/vocabulary';

/** SQL text: the Chinese word of a tube's state or of a finding, out of the vocabulary's own tables. */
export function zhOf(column: string): string {
  const words = { ...tubeStates, ...findingWords };
  const cases = Object.entries(words).map(([word, { zh }]) => `when '${word}' then '${zh}'`);
  return `(case ${column} ${cases.join(' ')} else ${column} end)`;
}
