import { participantOfPersonCode } from '@lib/vocabulary';

export interface ScannedPeople {
  /** Each person once, in the order in which they were scanned. */
  readonly people: readonly string[];
  /** What is no code of a person, as it was typed. */
  readonly unreadable: readonly string[];
}

/** In: codes of persons, one after another, as a scanner types them. */
export function peopleOf(typed: string): ScannedPeople {
  const people = new Set<string>();
  const unreadable: string[] = [];
  for (const word of typed.split(/[\s,，、;；]+/).filter((part) => part !== '')) {
    // A scanner with a Chinese keyboard types wide letters, and small ones by hand are meant as well.
    const participantId = participantOfPersonCode(word.normalize('NFKC').toUpperCase());
    if (participantId) people.add(participantId);
    else unreadable.push(word);
  }
  return { people: [...people], unreadable };
}
