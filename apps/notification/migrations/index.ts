import { createCampaigns } from './0001-create-campaigns.js';
import { createEscalations } from './0002-create-escalations.js';
import { createDuties } from './0003-create-duties.js';
import { createDispatches } from './0004-create-dispatches.js';
import { createNotices } from './0006-create-notices.js';
import { tellNotices } from './0007-tell-notices.js';
import { findCalls } from './0008-find-calls.js';
import { countLostTries } from './0009-count-lost-tries.js';
import { readDeliveryFromNotices } from './0010-read-delivery-from-notices.js';

/** In the order of their numbers; never edited once they ran anywhere. */
export const notificationMigrations = [
  createCampaigns,
  createEscalations,
  createDuties,
  createDispatches,
  createNotices,
  tellNotices,
  findCalls,
  countLostTries,
  readDeliveryFromNotices,
];
