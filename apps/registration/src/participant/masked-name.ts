import type { Pii } from '@lib/vocabulary';

const marks = (count: number): string => '*'.repeat(count);

/**
 * The one rule by which names and cards are masked: enough for a person who stands in front of you to be recognised,
 * too little for anybody else. A Chinese name keeps its first and last character, one of two characters only the
 * first; of a name with spaces or in another script each part keeps its initial.
 */
export function maskedName(name: Pii<string>): string {
  const text = name.reveal().normalize('NFKC').trim();
  const parts = text.split(/[\s·•]+/).filter((part) => part !== '');
  if (parts.length > 1 || !/^\p{Script=Han}+$/u.test(text)) return parts.map(initialOnly).join(' ');
  const characters = [...text];
  const [first = '', last = ''] = [characters[0], characters.at(-1)];
  return characters.length <= 2 ? first + marks(1) : first + marks(characters.length - 2) + last;
}

// Always two marks, so that the length of a name with few letters does not give it away.
const initialOnly = (part: string): string => `${[...part][0] ?? ''}${marks(2)}`;

/** A card keeps the four characters at its end when it is long enough that those do not find a person. */
export function maskedCard(card: Pii<string>): string {
  const text = card.reveal();
  return text.length >= 8 ? marks(4) + text.slice(-4) : marks(4);
}

/** A cell of a refused row: its length and its two ends help to find it in the sender's own file, no more. */
export function maskedCell(cell: Pii<string>): string {
  const characters = [...cell.reveal()];
  if (characters.length === 0) return '';
  if (characters.length <= 4) return (characters[0] ?? '') + marks(characters.length - 1);
  return `${characters[0]}${marks(characters.length - 2)}${characters.at(-1)}`;
}
