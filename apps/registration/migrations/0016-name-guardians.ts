import { defineMigration } from '@lib/platform';

/** Who must be present when a minor is drawn: somebody on record, or a name and a telephone sealed like every other. */
export const nameGuardians = defineMigration('0016-name-guardians', [
  'alter table participants add column guardian_participant_id uuid',
  'alter table participants add column guardian_contact_sealed bytea',
]);
