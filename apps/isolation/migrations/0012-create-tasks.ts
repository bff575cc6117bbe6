import { defineMigration } from '@lib/platform';

// Whatever must happen to a person has a row here, with a role that answers for it and an instant by which it is due.
const tasks = [
  `create table tasks (
     task_id uuid primary key,
     kind text not null check (kind <> ''),
     subject text not null check (subject <> ''),
     sequence int not null check (sequence >= 1),
     campaign_id uuid not null,
     participant_id uuid,
     case_id uuid,
     site_code text not null,
     district_code text not null,
     lab_code text,
     owner_role text not null check (owner_role <> ''),
     owner_person text check (owner_person <> ''),
     taken_at timestamptz,
     offered_to_role text,
     offered_to_person text,
     offered_by text,
     offered_at timestamptz,
     state text not null default 'open' check (state in ('open', 'done', 'cancelled')),
     detail jsonb not null,
     policy_version int not null,
     opened_by text not null,
     opened_at timestamptz not null,
     begins_at timestamptz not null,
     due_at timestamptz not null,
     -- When the watch looks at it next; empty once the last level was told.
     next_rung_at timestamptz,
     overdue_level int not null default 0 check (overdue_level >= 0),
     outcome text,
     ended_at timestamptz,
     ended_by text,
     version int not null default 1 check (version >= 1),
     facts_told int not null default 0 check (facts_told >= 0),
     unique (kind, subject, sequence),
     constraint task_is_due_after_it_begins check (due_at >= begins_at),
     constraint task_is_taken_whole check ((owner_person is null) = (taken_at is null)),
     constraint task_is_offered_whole check
       (num_nonnulls(offered_by, offered_at) in (0, 2)
        and (offered_by is not null) = (num_nonnulls(offered_to_role, offered_to_person) = 1)),
     constraint task_ends_whole check
       (num_nonnulls(outcome, ended_at, ended_by) = case when state = 'open' then 0 else 3 end)
   )`,
  `create index tasks_open_of_district on tasks (district_code, due_at, task_id) where state = 'open'`,
  `create index tasks_to_watch on tasks (next_rung_at) where state = 'open' and next_rung_at is not null`,
  'create index tasks_of_case on tasks (case_id) where case_id is not null',
  'create index tasks_of_participant on tasks (campaign_id, participant_id)',
  `create index tasks_of_owner on tasks (owner_person, due_at) where state = 'open' and owner_person is not null`,
  // The board asks what changed since it last looked.
  'alter table tasks add column changed_at timestamptz not null',
  'create index tasks_changed on tasks (changed_at)',
];

export const createTasks = defineMigration('0012-create-tasks', tasks);
