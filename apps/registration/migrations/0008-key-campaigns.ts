import { defineMigration } from '@lib/platform';

/**
 * Each campaign has keys of its own, wrapped by a key of the key file, which is never in the database. `key_id` of a
 * participant names the data key; rows from before this step name a key of the file and open as they did.
 */
export const keyCampaigns = defineMigration('0008-key-campaigns', [
  `create table campaign_keys (
     key_id uuid primary key,
     campaign_id uuid not null references campaigns,
     purpose text not null check (purpose in ('seal', 'index')),
     wrapped bytea,
     wrapping_key_id text not null,
     made_by text not null,
     made_at timestamptz not null,
     retired_at timestamptz,
     destroyed_at timestamptz,
     check ((wrapped is null) = (destroyed_at is not null))
   )`,
  `create unique index campaign_keys_in_use on campaign_keys (campaign_id, purpose)
     where retired_at is null and destroyed_at is null`,
  'create index participants_by_key on participants (campaign_id, key_id, participant_id)',
  // Once a campaign is closed, nobody is added to it and no key is made for it.
  'alter table campaigns add column closed_at timestamptz',
  // A value that does not open: seen, not hidden, and counted, because somebody may have moved or altered it.
  `create table unreadable_values (
     participant_id uuid not null,
     column_name text not null,
     key_id text not null,
     first_seen_at timestamptz not null,
     last_seen_at timestamptz not null,
     times int not null check (times >= 1),
     primary key (participant_id, column_name)
   )`,
]);
