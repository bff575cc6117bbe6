/**
 * Days of an order. Day 0 is the calendar day in Shanghai of the last contact, the arrival or the discharge; day 1 is
 * the day after it. A drill runs faster: its calendar starts at the same instant and each of its days is that much
 * shorter, so the same rules give the same days.
 */
export interface DayCount {
  /** The instant from which the days count. */
  readonly countedFrom: Date;
  readonly timeScale: number;
}

/** Minutes after midnight in Shanghai: a part of the day in which something is owed. */
export interface DayWindow {
  readonly fromMinute: number;
  readonly toMinute: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const shanghaiMs = 8 * 3_600_000; // No summer time since 1991.

const campaignMs = (at: Date, { countedFrom, timeScale }: DayCount): number =>
  countedFrom.getTime() + (at.getTime() - countedFrom.getTime()) * timeScale;

const realAt = (ms: number, { countedFrom, timeScale }: DayCount): Date =>
  new Date(Math.round(countedFrom.getTime() + (ms - countedFrom.getTime()) / timeScale));

const midnight = (ms: number): number => Math.floor((ms + shanghaiMs) / dayMs);

/** In: an instant. Out: the number of its day; negative before day 0. */
export const dayOf = (at: Date, count: DayCount): number =>
  midnight(campaignMs(at, count)) - midnight(count.countedFrom.getTime());

/** In: a day and minutes after its midnight. Out: that instant. */
export const instantOf = (day: number, minute: number, count: DayCount): Date =>
  realAt((midnight(count.countedFrom.getTime()) + day) * dayMs - shanghaiMs + minute * minuteMs, count);

/** In: an instant, minutes of policy. Out: that much later in the campaign's own time. */
export const minutesOn = (at: Date, minutes: number, { timeScale }: Pick<DayCount, 'timeScale'>): Date =>
  new Date(at.getTime() + (minutes * minuteMs) / timeScale);
