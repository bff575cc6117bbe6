import { defineMigration } from '@lib/platform';

/** Policy values as registration tells them; each version stays, because acts name the version they were done under. */
export const createCampaigns = defineMigration('0001-create-campaigns', [
  `create table campaigns (
     campaign_id uuid primary key,
     kind text not null check (kind in ('live', 'drill')),
     time_scale double precision not null check (time_scale >= 1),
     recorded_at timestamptz not null
   )`,
  `create table campaign_policies (
     campaign_id uuid not null,
     version int not null check (version >= 1),
     policy jsonb not null,
     recorded_at timestamptz not null,
     primary key (campaign_id, version)
   )`,
]);
