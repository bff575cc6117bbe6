import { lookBackInAnyOrder } from './0038-look-back-in-any-order.js';
import { endWhatRestsOnNothing } from './0037-end-what-rests-on-nothing.js';
import { createDischarges } from './0031-create-discharges.js';
import { lockBeforeCounting } from './0033-lock-before-counting.js';
import { knowWhoseTube } from './0034-know-whose-tube.js';
import { markHouseholdTubes } from './0032-mark-household-tubes.js';
import { nameWhatFollows } from './0030-name-what-follows.js';
import { createCampaigns } from './0001-create-campaigns.js';
import { createAlerts } from './0002-create-alerts.js';
import { createSubjects } from './0003-create-subjects.js';
import { createMeasures } from './0004-create-measures.js';
import { pinMeasureTrigger } from './0005-pin-measure-trigger.js';
import { cancelOrders } from './0006-cancel-orders.js';
import { createBases } from './0007-create-bases.js';
import { strengthenMeasures } from './0008-strengthen-measures.js';
import { guardMeasures } from './0009-guard-measures.js';
import { createAppeals } from './0010-create-appeals.js';
import { boundWhatCounts } from './0011-bound-what-counts.js';
import { createTasks } from './0012-create-tasks.js';
import { createIsolationPoints } from './0017-create-isolation-points.js';
import { findDiscordantPools } from './0015-find-discordant-pools.js';
import { askForContacts } from './0025-ask-for-contacts.js';
import { createIsolationOrders } from './0021-create-isolation-orders.js';
import { createCarers } from './0022-create-carers.js';
import { createResidences } from './0029-create-residences.js';
import { createCalls } from './0013-create-calls.js';
import { createTransfers } from './0018-create-transfers.js';
import { createCaseReports } from './0019-create-case-reports.js';
import { createAwaitedResults } from './0020-create-awaited-results.js';
import { orderTestDays } from './0023-order-test-days.js';
import { hearOfNotices } from './0024-hear-of-notices.js';
import { followSettledResults } from './0040-follow-settled-results.js';
import { proposeContactsAgain } from './0039-propose-contacts-again.js';

/** In the order of their numbers; never edited once they ran anywhere. */
export const isolationMigrations = [
  createCampaigns,
  createAlerts,
  createSubjects,
  createMeasures,
  pinMeasureTrigger,
  cancelOrders,
  createBases,
  strengthenMeasures,
  guardMeasures,
  createAppeals,
  boundWhatCounts,
  createTasks,
  createCalls,
  createIsolationPoints,
  findDiscordantPools,
  askForContacts,
  createIsolationOrders,
  createCarers,
  createResidences,
  createTransfers,
  createCaseReports,
  createAwaitedResults,
  orderTestDays,
  hearOfNotices,
  nameWhatFollows,
  createDischarges,
  markHouseholdTubes,
  lockBeforeCounting,
  knowWhoseTube,
  endWhatRestsOnNothing,
  lookBackInAnyOrder,
  proposeContactsAgain,
  followSettledResults,
];
