import { defineMigration } from '@lib/platform';

export const keyDevices = defineMigration('0007-key-devices', [
  // The public half only; a device from before has none and gets no shift token until it is registered anew.
  'alter table devices add column public_key jsonb',
  // A proof is good once. Rows older than the minute in which it is taken are of no use and are deleted as new ones come.
  `create table device_proofs (
     device_id uuid not null,
     proof_id uuid not null,
     used_at timestamptz not null,
     primary key (device_id, proof_id)
   )`,
]);
