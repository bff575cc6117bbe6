/** In: an SQL expression of an instant. Out: an expression of its text as JSON carries it: ISO 8601, UTC, milliseconds. */
export const isoSql = (instant: string): string =>
  `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
