import type { DischargeRule } from '@lib/contracts/policy-pack';

/** One swab of an infected person: when it was taken, and the cycle thresholds; null where no curve rose. */
export interface DischargeSwab {
  readonly sampledAt: Date;
  readonly ctN: number | null;
  readonly ctOrf1ab: number | null;
}

export type DischargeVerdict =
  | { readonly mayLeave: true; readonly from: Date; readonly to: Date }
  | {
      readonly mayLeave: false;
      readonly because: 'no-swab' | 'last-not-clear' | 'one-clear-swab' | 'too-close-together';
    };

const isClear = ({ ctN, ctOrf1ab }: DischargeSwab, { ctMin }: DischargeRule): boolean =>
  (ctN === null || ctN >= ctMin) && (ctOrf1ab === null || ctOrf1ab >= ctMin);

/**
 * Whether an infected person may leave: the newest swabs are clear without a break, at least two of them, the first and
 * the last of that run as far apart as the decree says (24 h; settled 13). Days pass by the campaign's own time. This never frees a contact:
 * theirs is another rule, and nothing here asks for a category that is not `infected`.
 * In: swabs in any order, the rule, by how much a drill divides time.
 */
export function dischargeOf(swabs: readonly DischargeSwab[], rule: DischargeRule, timeScale: number): DischargeVerdict {
  const newestFirst = swabs.toSorted((a, b) => b.sampledAt.getTime() - a.sampledAt.getTime());
  const broken = newestFirst.findIndex((swab) => !isClear(swab, rule));
  const run = broken === -1 ? newestFirst : newestFirst.slice(0, broken);
  const [to] = run;
  const from = run.at(-1);
  if (newestFirst.length === 0) return { mayLeave: false, because: 'no-swab' };
  if (to === undefined || from === undefined) return { mayLeave: false, because: 'last-not-clear' };
  if (run.length < 2) return { mayLeave: false, because: 'one-clear-swab' };
  const hoursApart = ((to.sampledAt.getTime() - from.sampledAt.getTime()) / 3_600_000) * timeScale;
  return hoursApart < rule.hoursApartMin
    ? { mayLeave: false, because: 'too-close-together' }
    : { mayLeave: true, from: from.sampledAt, to: to.sampledAt };
}
