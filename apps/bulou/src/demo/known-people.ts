import type { DemoPerson } from './people.js';
import type { DeviceRound, TubeRoll } from './round-plan.js';

/** What the whole practice round knows about its people: who they are to the house, and the truth about them. */
export interface PracticePeople {
  readonly people: readonly DemoPerson[];
  readonly plan: readonly DeviceRound[];
  readonly idOf: (person: DemoPerson) => string;
  readonly roll: TubeRoll;
}
