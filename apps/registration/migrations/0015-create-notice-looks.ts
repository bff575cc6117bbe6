import { defineMigration } from '@lib/platform';

// Each number that was read for a notice, and each proof that was tried: a proof is good once.
export const createNoticeLooks = defineMigration('0015-create-notice-looks', [
  `create table notice_looks (
     look_id uuid primary key,
     participant_id uuid not null,
     notice_id uuid not null,
     outcome text not null check (outcome in ('shown', 'no-number', 'unknown')),
     recorded_at timestamptz not null
   )`,
  'create index notice_looks_by_time on notice_looks (recorded_at)',
  'create index notice_looks_of_participant on notice_looks (participant_id, recorded_at)',
  `insert into retention_rules (table_name, days, source)
     values ('notice_looks', 183, 'Cybersecurity Law art. 21: security logs six months')`,
]);
