import { createCampaigns } from './0001-create-campaigns.js';
import { createPlaces } from './0002-create-places.js';
import { createPeople } from './0003-create-people.js';
import { createRecollections } from './0004-create-recollections.js';
import { closeRecollections } from './0005-close-recollections.js';
import { createRevocations } from './0006-create-revocations.js';
import { keyDevices } from './0007-key-devices.js';
import { keyCampaigns } from './0008-key-campaigns.js';
import { closeCampaigns } from './0009-close-campaigns.js';
import { bindPeopleToPlaces } from './0010-bind-people-to-places.js';
import { createPolicyPacks } from './0011-create-policy-packs.js';
import { seedPolicyPacks } from './0012-seed-policy-packs.js';
import { dateDeviceKeys } from './0013-date-device-keys.js';
import { indexResidences } from './0019-index-residences.js';
import { tellResidences } from './0014-tell-residences.js';
import { createNoticeLooks } from './0015-create-notice-looks.js';
import { orderTestDays } from './0018-order-test-days.js';
import { nameGuardians } from './0016-name-guardians.js';
import { hearOfMeasures } from './0021-hear-of-measures.js';
import { nameTheInfected } from './0020-name-the-infected.js';

/** In the order of their numbers; never edited once they ran anywhere. */
export const registrationMigrations = [
  createCampaigns,
  createPlaces,
  createPeople,
  createRecollections,
  closeRecollections,
  createRevocations,
  keyDevices,
  keyCampaigns,
  closeCampaigns,
  bindPeopleToPlaces,
  createPolicyPacks,
  seedPolicyPacks,
  dateDeviceKeys,
  indexResidences,
  tellResidences,
  createNoticeLooks,
  orderTestDays,
  nameGuardians,
  nameTheInfected,
  hearOfMeasures,
];
