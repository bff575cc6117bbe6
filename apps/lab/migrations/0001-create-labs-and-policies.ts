import { defineMigration } from '@lib/platform';

/** Laboratories are this room's own; policies are what registration told, one row per version. */
export const createLabsAndPolicies = defineMigration('0001-create-labs-and-policies', [
  `create table labs (
     lab_code text primary key,
     name text not null,
     registered_by text not null,
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
