/**
 * How much a caller may ask. Cards that nobody has: a sampler meets sixty people an hour (domain R8), and each could be
 * a stranger; three times that is a machine. Masked names: those who ask hold random ids, so only mass is bounded.
 */
export type LookupKind = 'card' | 'mask';

export interface Asked {
  readonly asked: number;
  readonly missed: number;
}

export const lookupLimits = {
  hour: { cardMisses: 200, masked: 20_000 },
  /** Cards of one birthplace and birthday that nobody has, by one caller within the hour: somebody counts through serials. */
  sameBirthMisses: 20,
} as const;

/** In: what was asked within the last hour. Out: whether more may be asked. */
export function isSpent(kind: LookupKind, hour: Asked): boolean {
  return kind === 'card' ? hour.missed > lookupLimits.hour.cardMisses : hour.asked > lookupLimits.hour.masked;
}

/** The part of an identity number that names birthplace and birthday; nothing for other papers. */
export const birthPart = (card: string): string | undefined =>
  /^\d{17}[\dX]$/.test(card) ? card.slice(0, 14) : undefined;
