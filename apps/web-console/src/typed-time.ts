/** In: what a field of date and time holds. Out: that instant in the campaign's own zone, whatever this computer thinks. */
export const instantOfTyped = (typed: string): string => new Date(`${typed}:00+08:00`).toISOString();
