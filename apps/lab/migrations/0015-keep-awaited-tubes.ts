import { defineMigration } from '@lib/platform';

/** Tubes for whose result somebody waits in a room. */
export const keepAwaitedTubes = defineMigration('0015-keep-awaited-tubes', [
  `create table awaited_tubes (
     tube_id text primary key,
     campaign_id uuid not null,
     site_code text not null,
     setting text not null,
     awaited_since timestamptz not null,
     due_at timestamptz not null,
     recorded_at timestamptz not null
   )`,
]);
