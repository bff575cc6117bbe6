import { defineMigration } from '@lib/platform';

/** Tubes that the site closed because a household was complete: it is called and shown together. */
export const markHouseholdTubes = defineMigration('0032-mark-household-tubes', [
  `create table household_tubes (
     tube_id text primary key,
     campaign_id uuid not null,
     site_code text not null,
     recorded_at timestamptz not null
   )`,
]);
