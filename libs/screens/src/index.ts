export { ask, Declined, type Question } from './ask.js';
export { type Followed, follow, openStream } from './follow.js';
export {
  dayTimeOf,
  type Language,
  language,
  otherLanguage,
  say,
  switchLanguage,
  timeOf,
  type Words,
} from './language.js';
export { InTurn } from './in-turn.js';
export { type NewEvent, PendingEvents, type SetAside } from './pending.js';
export { type Acts, type Reading, useActs, useReading, wordsAndCureOf, wordsOf } from './reading.js';
export { type ListedCampaign, runningCampaign } from './running-campaign.js';
export { classifyScan, type Scanned } from './scan-classifier.js';
export { openSession, type Session, session } from './session.js';
export { registerThisDevice, startShiftHere } from './shift.js';
export { isAudible, isMuted, muteAlarm, openSound, type Outcome, sound } from './sounds.js';
export { default as TopBar } from './TopBar.vue';
