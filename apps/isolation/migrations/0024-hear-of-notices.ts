import { defineMigration } from '@lib/platform';

// How a notice came out, as notification told it: a list of corrections says who was told.
export const hearOfNotices = defineMigration('0024-hear-of-notices', [
  `create table notice_outcomes (
     notice_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     kind text not null,
     cause_kind text not null,
     cause_id text not null,
     cause_version int not null,
     outcome text not null check (outcome in ('sent', 'delivered', 'read', 'failed', 'overtaken')),
     settled_at timestamptz not null,
     sequence int not null
   )`,
  'create index notice_outcomes_of_cause on notice_outcomes (cause_id, kind)',
  'create index withdrawals_by_time on withdrawals (recorded_at, tube_id)',
]);
