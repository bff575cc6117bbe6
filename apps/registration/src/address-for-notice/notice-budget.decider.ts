/**
 * How many numbers the sender of notices may read. An hour: a thousand detected pools of ten and a storm of ten thousand
 * corrections, twice over (issue 4). A person: each way of each notice is tried a few times, so twenty a day is a machine
 * that hangs. Whoever holds the secret and asks for more gets nothing, and an alarm is counted.
 */
export const noticeLookLimits = { perHour: 40_000, perPersonAndDay: 20 } as const;

/** In: what was read already. Out: whether more may be. */
export const isBudgetSpent = (read: { readonly thisHour: number; readonly ofPersonToday: number }): boolean =>
  read.thisHour >= noticeLookLimits.perHour || read.ofPersonToday >= noticeLookLimits.perPersonAndDay;
