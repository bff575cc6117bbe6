import { defineMigration } from '@lib/platform';

export const createPlaces = defineMigration('0002-create-places', [
  `create table divisions (
     code text primary key check (code ~ '^[0-9]{2,12}$'),
     name text not null,
     parent_code text,
     imported_by text not null,
     recorded_at timestamptz not null
   )`,
  `create table sites (
     campaign_id uuid not null references campaigns,
     site_code text not null check (site_code ~ '^[0-9]{6}-[0-9]{4}$'),
     district_code text not null check (district_code = left(site_code, 6)),
     street_code text,
     name text not null,
     place text,
     longitude double precision,
     latitude double precision,
     opening_hours text,
     registered_by text not null,
     captured_at timestamptz not null,
     recorded_at timestamptz not null,
     primary key (campaign_id, site_code)
   )`,
  // A site code is the key of its events over all campaigns, so its sequence is counted over all of them.
  `create table site_versions (
     site_code text primary key,
     version int not null check (version >= 0)
   )`,
  `create table devices (
     device_id uuid primary key,
     site_code text not null,
     label text not null,
     registered_by text not null,
     captured_at timestamptz not null,
     recorded_at timestamptz not null
   )`,
  `create table shifts (
     shift_id uuid primary key,
     campaign_id uuid not null,
     site_code text not null,
     device_id uuid not null references devices,
     started_by text not null,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     ends_at timestamptz not null check (ends_at > recorded_at),
     foreign key (campaign_id, site_code) references sites
   )`,
]);
