import { defineMigration } from '@lib/platform';

// Since when the key stands; none for keys from before, which prove what they proved.
export const dateDeviceKeys = defineMigration('0013-date-device-keys', [
  'alter table devices add column key_since timestamptz',
]);
