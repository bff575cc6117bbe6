import { createCampaigns } from './0001-create-campaigns.js';
import { createEscalations } from './0002-create-escalations.js';

/** In the order of their numbers; never edited once they ran anywhere. */
export const notificationMigrations = [createCampaigns, createEscalations];
