import type { Check } from './check.js';
import { auditActs } from './checks/audit-acts.js';
import { auditChain } from './checks/audit-chain.js';
import { auditCheckpoints } from './checks/audit-checkpoints.js';
import { casesOfDetected } from './checks/cases-of-detected.js';
import { casesOwned } from './checks/cases-owned.js';
import { contactsDecided } from './checks/contacts-decided.js';
import { proposalsApproved } from './checks/proposals-approved.js';
import { secondSwabsOwed } from './checks/second-swabs-owed.js';
import { custodyHashes } from './checks/custody-hashes.js';
import { everyTubeEnds } from './checks/edges.js';
import { decisionsFollowed } from './checks/decisions-followed.js';
import { dispatchesOwned } from './checks/dispatches-owned.js';
import { dispatchesReceived } from './checks/dispatches-received.js';
import { everyPersonEnds } from './checks/every-person-ends.js';
import { i01 } from './checks/i01-acknowledged-scan.js';
import { i02 } from './checks/i02-scan-twice.js';
import { i03 } from './checks/i03-scan-from-nowhere.js';
import { i04 } from './checks/i04-scan-changed.js';
import { i05 } from './checks/i05-tube-sum.js';
import { i06 } from './checks/i06-seal-digest.js';
import { i07 } from './checks/i07-member-after-seal.js';
import { i08 } from './checks/i08-custody-steps.js';
import { i09 } from './checks/i09-one-box.js';
import { i10 } from './checks/i10-upload-rows.js';
import { i11 } from './checks/i11-foreign-result.js';
import { i12 } from './checks/i12-effective-result.js';
import { i13 } from './checks/i13-detection-escalated.js';
import { i14 } from './checks/i14-wrong-alert.js';
import { alarmOwned } from './checks/alarm-owned.js';
import { i15 } from './checks/i15-alert-late.js';
import { i16 } from './checks/i16-outbox-stuck.js';
import { i17 } from './checks/i17-event-lost.js';
import { i18 } from './checks/i18-event-from-nowhere.js';
import { i19 } from './checks/i19-order-per-key.js';
import { i20 } from './checks/i20-applied-once.js';
import { i22 } from './checks/i22-personal-text.js';
import { wallIsRight } from './checks/i23-funnel.js';
import { i25 } from './checks/i25-job-behind-alert.js';
import { i26 } from './checks/i26-acknowledged-result.js';
import { correctionsTold, i24 } from './checks/notices.js';
import { isolationOrders } from './checks/isolation-orders.js';
import { dischargesProven, infectedAreSeenTo } from './checks/discharges-proven.js';
import { measuresStand } from './checks/measures-stand.js';
import { measuresOfPeople } from './checks/measures-of-people.js';
import { membersRecalled } from './checks/members-recalled.js';
import { oneTubeARound } from './checks/one-tube-a-round.js';
import { roomsAndClocks } from './checks/rooms-and-clocks.js';
import { samePeople } from './checks/same-people.js';
import { scanWithoutTube } from './checks/scan-without-tube.js';
import { shownToResidents } from './checks/shown-to-residents.js';

/** Every law that is checked from outside, in the order in which a swab travels. */
export const allChecks: readonly Check[] = [
  // Scans and tubes
  ...[i01, i02, i03, i04, i05, i06, i07, samePeople, scanWithoutTube, oneTubeARound],
  // Custody and boxes
  ...[i08, custodyHashes, i09],
  // Laboratory
  ...[i10, i11, i12, i26],
  // Alarms and people
  ...[i13, i14, i15, alarmOwned, dispatchesOwned, dispatchesReceived, i25],
  ...[casesOfDetected, casesOwned, membersRecalled],
  ...[i24, correctionsTold],
  // Measures on people
  ...measuresOfPeople,
  ...[measuresStand, infectedAreSeenTo, dischargesProven],
  ...roomsAndClocks,
  ...isolationOrders,
  contactsDecided,
  ...[secondSwabsOwed, decisionsFollowed],
  proposalsApproved,
  // The end of everything that was begun
  ...everyTubeEnds,
  everyPersonEnds,
  // The pipe
  ...[i16, i17, i18, i19, i20, i22],
  // The audit chains
  ...[auditChain, auditCheckpoints, auditActs],
  // What is shown
  ...wallIsRight,
  shownToResidents,
];
