import { defineMigration } from '@lib/platform';

const pools = `create table discordant_pools (
     escalation_id uuid primary key references alerts,
     campaign_id uuid not null,
     tube_id text not null,
     result_version int not null,
     site_code text not null,
     district_code text not null,
     persons int not null check (persons >= 1),
     owner_role text not null,
     policy_version int not null,
     found_at timestamptz not null,
     retest_due_at timestamptz not null,
     retest_outcome text check (retest_outcome in ('confirmed', 'changed')),
     retest_answered_at timestamptz,
     check ((retest_outcome is null) = (retest_answered_at is null))
   )`;

// Owed until it is asked for; asked for by a call-back, whose order then says where it stands. Waived only when the
// laboratory takes the finding of the pool back.
const owedSwabs = `create table owed_swabs (
     escalation_id uuid not null references discordant_pools,
     participant_id uuid not null,
     campaign_id uuid not null,
     tube_id text not null,
     site_code text not null,
     state text not null check (state in ('owed', 'asked', 'waived')),
     begins_at timestamptz not null,
     due_at timestamptz not null,
     changed_at timestamptz not null,
     primary key (escalation_id, participant_id),
     check (due_at > begins_at)
   )`;

export const findDiscordantPools = defineMigration('0015-find-discordant-pools', [
  `alter table recollections add column also_for jsonb not null default '[]'`,
  // A person may be called back for one tube because it gave no result, and later because of what was in it.
  'alter table call_backs drop constraint call_backs_tube_id_participant_id_key',
  'alter table call_backs add unique (tube_id, participant_id, reason)',
  pools,
  'create index discordant_pools_of_district on discordant_pools (district_code, escalation_id)',
  'create index discordant_pools_of_tube on discordant_pools (tube_id)',
  owedSwabs,
  `create index owed_swabs_to_ask on owed_swabs (begins_at) where state = 'owed'`,
]);
