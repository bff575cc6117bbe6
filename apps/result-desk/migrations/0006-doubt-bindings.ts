import { defineMigration } from '@lib/platform';

/** Reported and decided are rows of their own, so that either may come first. */
export const doubtBindings = defineMigration('0006-doubt-bindings', [
  `create table doubted_bindings (
     participant_id uuid not null,
     report_id uuid not null,
     tube_id text not null,
     at timestamptz not null,
     primary key (participant_id, report_id)
   )`,
  `create table binding_decisions (
     report_id uuid primary key,
     decision text not null check (decision in ('approved', 'dismissed')),
     at timestamptz not null
   )`,
]);
