import { isIdentityNumber, normaliseIdentityNumber } from '@lib/vocabulary';
import type { Pii } from '@lib/vocabulary';

/** What a card is; the check character of an identity number is the only one that is judged (R17: passports and papers vary). */
export const cardKinds = ['identity-number', 'passport', 'other'] as const;

export type CardKind = (typeof cardKinds)[number];

/** One person as a desk or a roster names them; every field that could name them is closed. */
export interface Person {
  readonly name: Pii<string>;
  readonly cardKind: CardKind;
  readonly cardNumber: Pii<string>;
  readonly phone: Pii<string> | null;
  readonly address: Pii<string> | null;
  readonly divisionCode: string | null;
  /** Of a minor: who must be present. */
  readonly guardian?: Guardian;
}

/** Somebody on record, or a name and a telephone. */
export type Guardian = { readonly participantId: string } | { readonly name: Pii<string>; readonly phone: Pii<string> };

/** The one shape in which a card number is stored and looked for. */
export const normaliseCard = (text: string): string => normaliseIdentityNumber(text);

/** True when the number can be on such a card. Other papers: 4 to 40 of letters, digits and brackets. */
export function isCardNumber(kind: CardKind, normalised: string): boolean {
  if (kind === 'identity-number') return isIdentityNumber(normalised);
  return kind === 'passport' ? /^[A-Z0-9]{6,12}$/.test(normalised) : /^[A-Z0-9()[\]]{4,40}$/.test(normalised);
}
