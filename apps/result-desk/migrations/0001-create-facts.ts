import { defineMigration } from '@lib/platform';

/**
 * One row per fact, never changed: whatever order facts come in, the same rows stand at the end, and no two partitions
 * ever wait for a row of each other. What a person sees is derived from them when it is asked for.
 */
export const createFacts = defineMigration('0001-create-facts', [
  `create table campaigns (
     campaign_id uuid primary key,
     kind text not null check (kind in ('live', 'drill')),
     time_scale double precision not null check (time_scale >= 1),
     opened_at timestamptz not null
   )`,
  `create table policies (
     campaign_id uuid not null,
     version int not null check (version >= 1),
     policy jsonb not null,
     valid_from timestamptz not null,
     primary key (campaign_id, version)
   )`,
  // A tube is told of when it is sealed, or when it is made void; both may come, in either order.
  `create table tubes (
     tube_id text not null,
     told_by text not null check (told_by in ('sealed', 'voided')),
     campaign_id uuid not null,
     round_id uuid not null,
     purpose text not null check (purpose in ('round', 'recollection')),
     order_id uuid,
     members int not null check (members >= 0),
     sampled_at timestamptz not null,
     recorded_at timestamptz not null,
     primary key (tube_id, told_by)
   )`,
  `create table tube_members (
     participant_id uuid not null,
     tube_id text not null,
     position smallint not null check (position between 1 and 20),
     primary key (participant_id, tube_id)
   )`,
  `create table tube_steps (
     tube_id text not null,
     step text not null check (step in ('handed', 'received', 'tested', 'void', 'rejected', 'lost')),
     event_id uuid not null,
     reason text,
     at timestamptz not null,
     primary key (tube_id, step, event_id)
   )`,
  `create table results (
     tube_id text not null,
     version int not null check (version >= 1),
     status text not null check (status in ('final', 'corrected', 'cancelled')),
     finding text not null,
     sampled_at timestamptz not null,
     released_at timestamptz not null,
     primary key (tube_id, version)
   )`,
  `create table detections (
     tube_id text not null,
     version int not null check (version >= 1),
     finding text not null,
     campaign_id uuid not null,
     alarm_share double precision not null check (alarm_share between 0 and 1),
     raised_at timestamptz not null,
     primary key (tube_id, version)
   )`,
  `create table withdrawals (
     tube_id text not null,
     version int not null check (version >= 1),
     supersedes int not null check (supersedes >= 1),
     withdrawn_at timestamptz not null,
     primary key (tube_id, version)
   )`,
  `create table alerts_taken (
     tube_id text not null,
     version int not null check (version >= 1),
     escalation_id uuid not null,
     taken_at timestamptz not null,
     primary key (tube_id, version, escalation_id)
   )`,
  `create table case_facts (
     participant_id uuid not null,
     event_id uuid not null,
     kind text not null check (kind in ('opened', 'verified', 'cleared', 'revoked')),
     tube_id text not null,
     at timestamptz not null,
     primary key (participant_id, event_id)
   )`,
  `create table recollections (
     participant_id uuid not null,
     order_id uuid not null,
     campaign_id uuid not null,
     cause text not null,
     cause_tube_id text not null,
     requested_at timestamptz not null,
     primary key (participant_id, order_id)
   )`,
]);
