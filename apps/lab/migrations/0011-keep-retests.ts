import { defineMigration } from '@lib/platform';

/** Tubes that isolation asks to have tested again, and boxes that cannot wait behind the others. */
export const keepRetests = defineMigration('0011-keep-retests', [
  `create table retests (
     tube_id text not null,
     asked_version int not null check (asked_version >= 1),
     campaign_id uuid not null,
     site_code text not null,
     reason text not null,
     requested_at timestamptz not null,
     due_at timestamptz not null,
     recorded_at timestamptz not null,
     outcome text check (outcome in ('confirmed', 'changed')),
     result_version int,
     answered_by text,
     answered_at timestamptz,
     primary key (tube_id, asked_version),
     check ((outcome is null) = (answered_at is null) and (outcome is null) = (answered_by is null))
   )`,
  'create index retests_waiting on retests (due_at, tube_id) where outcome is null',
  'alter table boxes add column priority_tubes int not null default 0 check (priority_tubes >= 0)',
]);
