import { Pii } from '@lib/vocabulary';
import { cardKinds, isCardNumber, normaliseCard } from '../participant/card.js';
import type { CardKind, Person } from '../participant/card.js';
import type { RosterField } from './roster-columns.js';
import type { RosterFaultCode } from '@lib/contracts/roster-row-codes';

/**
 * A row names one person: a name that can be read and a card whose number can be right. Phone, address and division
 * may be missing, but not wrong: a wrong telephone would send the call-back to somebody else. A row is judged by
 * itself; every fault of it is said at once, and no other row suffers.
 */
export type RosterCells = Readonly<Record<RosterField, string>>;

/** A row without any cell. */
export const noCells: RosterCells = { name: '', cardKind: '', cardNumber: '', phone: '', address: '', division: '' };

export interface RowFault {
  readonly field: RosterField;
  readonly code: RosterFaultCode;
}

export type JudgedRow = { readonly person: Person } | { readonly faults: readonly RowFault[] };

/** In: a row's cells, what a spreadsheet has spoilt, and the code of a division by its name. */
export interface RowRules {
  isDamaged(cell: string): boolean;
  divisionNamed(name: string): string | undefined;
  /** The only district whose people the sender may bring in; all when left out. */
  readonly district?: string | undefined;
}

export function judgeRow(cells: RosterCells, rules: RowRules): JudgedRow {
  const cardNumber = normaliseCard(cells.cardNumber);
  const cardKind = cardKindOf(cells.cardKind, cardNumber, rules.isDamaged(cells.cardNumber));
  const phone = normalisePhone(cells.phone);
  const division = divisionOf(cells.division, rules);
  const found: [RosterField, RosterFaultCode | undefined][] = [
    ['name', nameFault(cells.name)],
    ['cardNumber', cardFault(cells.cardNumber, cardKind, cardNumber, rules)],
    ['division', divisionFault(division, rules.district)],
  ];
  const faults = [
    ...found.flatMap(([field, code]) => (code === undefined ? [] : [{ field, code }])),
    ...contactFaults(cells, rules),
  ];
  if (faults.length > 0) return { faults };
  return {
    person: {
      name: new Pii(cleanName(cells.name)),
      cardKind,
      cardNumber: new Pii(cardNumber),
      phone: phone === '' ? null : new Pii(phone),
      address: cells.address ? new Pii(cells.address) : null,
      divisionCode: division ?? rules.district ?? null,
    },
  };
}

/** Telephone and address as every door of this room judges them. */
export function contactFaults(contact: Pick<RosterCells, 'phone' | 'address'>, rules = undamaged): RowFault[] {
  const found: [RosterField, RosterFaultCode | undefined][] = [
    ['phone', phoneFault(contact.phone, normalisePhone(contact.phone), rules)],
    ['address', contact.address.length > addressLengthMax ? 'ADDRESS_TOO_LONG' : undefined],
  ];
  return found.flatMap(([field, code]) => (code === undefined ? [] : [{ field, code }]));
}

const addressLengthMax = 200;
const undamaged: Pick<RowRules, 'isDamaged'> = { isDamaged: () => false };

function divisionFault(division: string | undefined, district: string | undefined): RosterFaultCode | undefined {
  if (division === 'wrong') return 'DIVISION_CODE_WRONG';
  const isElsewhere = district !== undefined && division !== undefined && !division.startsWith(district);
  return isElsewhere ? 'DIVISION_OF_OTHER_DISTRICT' : undefined;
}

export const cleanName = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();

function nameFault(name: string): RosterFaultCode | undefined {
  if (name.trim() === '') return 'NAME_MISSING';
  const isReadable = name.length <= 80 && /^[\p{L}\p{M}]/u.test(name.trim()) && !/[\ufffd\p{Cc}?？<>=@]/u.test(name);
  return isReadable ? undefined : 'NAME_UNREADABLE';
}

// What the sender calls the card decides; without that word, a number that begins like an identity number is one, so
// that a typing error in it is told instead of becoming some other paper.
function cardKindOf(word: string, normalised: string, isDamaged: boolean): CardKind {
  const plain = word.normalize('NFKC').trim().toLowerCase();
  const named = cardKinds.find((kind) => kind === plain);
  if (named !== undefined) return named;
  if (/身份证|身份號|identity|id card/.test(plain) && !/外国人|港澳|台湾|foreign/.test(plain)) return 'identity-number';
  if (/护照|passport/.test(plain)) return 'passport';
  if (plain !== '' && !/^\d+$/.test(plain)) return 'other';
  return isDamaged || /^\d{15,}[0-9X]?$/.test(normalised) || /^\d{17}/.test(normalised) ? 'identity-number' : 'other';
}

function cardFault(cell: string, kind: CardKind, normalised: string, rules: RowRules): RosterFaultCode | undefined {
  if (normalised === '') return 'CARD_MISSING';
  if (isCardNumber(kind, normalised)) return undefined;
  if (rules.isDamaged(cell)) return 'CARD_DAMAGED_BY_EXCEL';
  if (kind !== 'identity-number') return 'CARD_NUMBER_WRONG';
  return /^\d{15}$/.test(normalised) ? 'IDENTITY_NUMBER_OLD' : 'IDENTITY_NUMBER_WRONG';
}

/** The one shape in which a telephone number is stored. */
export const normalisePhone = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\s()-]/g, '')
    .replace(/^(\+|00)86(?=1[3-9]\d{9}$)/, '');

function phoneFault(cell: string, phone: string, rules: Pick<RowRules, 'isDamaged'>): RosterFaultCode | undefined {
  if (phone === '') return undefined;
  // A mobile number, a landline with its area code, or a foreign number with a plus (ITU-T E.164: at most 15 digits).
  if (/^(1[3-9]\d{9}|0\d{9,11}|\+\d{7,15}|\d{7,8})$/.test(phone)) return undefined;
  return rules.isDamaged(cell) ? 'PHONE_DAMAGED_BY_EXCEL' : 'PHONE_WRONG';
}

// A name that the imported divisions do not have stays in the address; only a code can be wrong.
function divisionOf(cell: string, rules: RowRules): string | 'wrong' | undefined {
  const text = cell.normalize('NFKC').trim();
  if (text === '') return undefined;
  if (!/^[\d.eE+]+$/.test(text)) return rules.divisionNamed(text);
  return /^\d{6,12}$/.test(text) ? text : 'wrong';
}
