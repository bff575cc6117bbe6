import type { View } from './view.js';

/** One thing that is not as the law says, by the names that people can look for. */
export interface Violation {
  readonly tube?: string | null;
  readonly person?: string | null;
  readonly place?: string | null;
  readonly note: string;
}

/** Violations found: how many in all, and the first of them. Or why this could not be looked at. */
export type Found =
  | { readonly total: number; readonly first: readonly Violation[]; readonly why?: string }
  | { readonly skipped: string };

/** One law of the house, checked from outside. */
export interface Check {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** Tables that must exist, as `schema.table`; a room that is not there makes the check skipped, never good. */
  readonly needs: readonly string[];
  run(view: View): Promise<Found>;
}

/** So many violations are named; the count tells of the rest. */
export const sampleMax = 20;

interface SqlCheck extends Omit<Check, 'run'> {
  /** Answers one row per violation: `tube`, `person`, `place` (each may be missing) and `note`. $1 = campaigns. */
  readonly sql: string;
  /** Values from $2 on. */
  readonly values?: readonly unknown[];
}

interface Row {
  readonly total: string;
  readonly tube?: string | null;
  readonly person?: string | null;
  readonly place?: string | null;
  readonly note: string;
}

/** A check that is one statement. */
export function sqlCheck({ sql, values = [], ...check }: SqlCheck): Check {
  return {
    ...check,
    async run(view) {
      const counted = `with found as (${sql}) select count(*) over () as total, found.* from found limit ${sampleMax}`;
      const rows = await view.sql<Row>(counted, [view.campaigns, ...values]);
      return { total: Number(rows[0]?.total ?? 0), first: rows };
    },
  };
}

/** All violations of a check that found them in memory. */
export const foundAll = (violations: readonly Violation[], why?: string): Found => ({
  total: violations.length,
  first: violations.slice(0, sampleMax),
  ...(why === undefined ? {} : { why }),
});

/** In: a violation. Out: the line that names it. */
export function nameOf({ tube, person, place, note }: Violation): string {
  const names = [tube && `试管 tube ${tube}`, person && `受检者 person ${person}`, place && `地点 place ${place}`];
  return `${names.filter(Boolean).join(' · ')}${names.some(Boolean) ? ': ' : ''}${note}`;
}
