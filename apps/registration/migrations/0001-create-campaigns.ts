import { defineMigration } from '@lib/platform';

/** `version` is the last `sequence` sent for the aggregate: it grows by one with each event of its key. */
export const createCampaigns = defineMigration('0001-create-campaigns', [
  `create table campaigns (
     campaign_id uuid primary key,
     name text not null check (length(name) between 1 and 80),
     kind text not null check (kind in ('live', 'drill')),
     time_scale double precision not null check (time_scale >= 1),
     target_persons int check (target_persons >= 0),
     policy_version int not null check (policy_version >= 1),
     version int not null check (version >= 1),
     opened_by text not null,
     captured_at timestamptz not null,
     opened_at timestamptz not null
   )`,
  'create index campaigns_by_opening on campaigns (opened_at desc, campaign_id desc)',
  // One row per value and version: who decreed it, from which source, why, since when. A value that is SQL null was
  // taken back. What holds is, for each key, the row with the highest version.
  `create table policy_values (
     campaign_id uuid not null references campaigns,
     version int not null check (version >= 1),
     key text not null,
     value jsonb,
     source text not null check (source in ('default', 'opening', 'change')),
     actor text not null,
     reason text not null,
     valid_from timestamptz not null,
     primary key (campaign_id, version, key)
   )`,
  `create table rounds (
     round_id uuid primary key,
     campaign_id uuid not null references campaigns,
     number int not null check (number >= 1),
     opens_at timestamptz not null,
     closes_at timestamptz not null check (closes_at > opens_at),
     opened_by text not null,
     opened_captured_at timestamptz not null,
     opened_recorded_at timestamptz not null,
     closed_by text,
     closed_at timestamptz,
     check ((closed_by is null) = (closed_at is null)),
     unique (campaign_id, number)
   )`,
]);
