import { defineMigration } from '@lib/platform';

const settledResults = `create table settled_results (
     referral_id uuid primary key,
     tube_id text not null,
     campaign_id uuid not null,
     site_code text not null,
     result_version int not null check (result_version >= 1),
     decision text not null check (decision in ('first-stands', 'second-stands', 'draw-again')),
     decided_by text not null,
     decided_at timestamptz not null,
     followed_at timestamptz
   )`;

/** What was decided on two results of one specimen: kept until what follows from it is somebody's. */
export const followSettledResults = defineMigration('0040-follow-settled-results', [
  settledResults,
  'create index settled_results_of_tube on settled_results (tube_id)',
  // Each further decision to draw again may ask anew; every other cause calls a person once for one tube.
  'alter table call_backs drop constraint call_backs_tube_id_participant_id_reason_key',
  `create unique index call_backs_once on call_backs (tube_id, participant_id, reason) where reason <> 'results-differ'`,
  'create index call_backs_of_tube on call_backs (tube_id, participant_id, reason)',
]);
