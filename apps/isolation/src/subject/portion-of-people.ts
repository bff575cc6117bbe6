import type { Portion, ReceivedEvent } from '@lib/messaging';

// Whatever is decided about a person writes their case, tasks, measures, notice and history. Five hundred tubes in one
// transaction are five thousand people, and outlast the watchdog of the consumer (30 s); this is as many as opening
// cases takes at once.
const peoplePerCommit = 400;

/** In: how many people an event decides about. Out: how much of one transaction it takes (decision 0076). */
export const portionOfPeople = (people: (event: ReceivedEvent) => number): Portion => ({
  max: peoplePerCommit,
  weigh: people,
});
