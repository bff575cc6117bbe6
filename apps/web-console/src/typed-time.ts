/** In: what a field of date and time holds. Out: that instant in the campaign's own zone, whatever this computer thinks. */
export const instantOfTyped = (typed: string): string => new Date(`${typed}:00+08:00`).toISOString();

const zoneMs = 8 * 3_600_000;

/** In: an instant, milliseconds since 1970. Out: what a field of date and time holds for it in the campaign's zone. */
export const typedOf = (atMs: number): string =>
  new Date(atMs + zoneMs).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);

/** In: a wire time. Out: its day in the campaign's zone, with the year: decrees outlive one. */
export const dayOf = (instant: string): string => typedOf(Date.parse(instant)).slice(0, 'YYYY-MM-DD'.length);
