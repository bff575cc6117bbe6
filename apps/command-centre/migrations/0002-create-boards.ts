import { defineMigration } from '@lib/platform';

/**
 * What is counted from the facts. All of it can be thrown away and made again from `facts`; `boards` says by which
 * version of the law it was made.
 */
export const createBoards = defineMigration('0002-create-boards', [
  `create table boards (only_row boolean primary key default true check (only_row), version int not null)`,
  'insert into boards (version) values (0)',
  `create table tubes (
     tube_id text primary key,
     campaign_id uuid,
     round_id uuid,
     announced_in uuid,
     site_code text,
     purpose text,
     sealed_at timestamptz,
     sealed_persons int,
     voided_at timestamptz,
     voided_persons int,
     void_reason text,
     handed_at timestamptz,
     received_at timestamptz,
     received_last timestamptz,
     missing_at timestamptz,
     rejected_at timestamptz,
     rejection_reason text,
     lost_at timestamptz,
     resulted_at timestamptz,
     released_at timestamptz,
     release_version int,
     release_status text,
     release_finding text,
     alarm_version int,
     alarm_persons int,
     withdrawn_version int,
     taken_version int,
     place text
   )`,
  `create index tubes_with_alarm on tubes (campaign_id) where place = 'alarm'`,
  'create index tubes_by_place on tubes (campaign_id, place) where place is not null',
  `create table funnel_counts (
     campaign_id uuid not null,
     round_id uuid not null,
     purpose text not null,
     kind text not null check (kind in ('stage', 'place')),
     name text not null,
     persons bigint not null,
     tubes bigint not null,
     primary key (campaign_id, round_id, purpose, kind, name)
   )`,
  `create table throughput (
     campaign_id uuid not null,
     round_id uuid not null,
     purpose text not null,
     bucket_at timestamptz not null,
     stage text not null,
     persons bigint not null,
     tubes bigint not null,
     primary key (campaign_id, round_id, purpose, bucket_at, stage)
   )`,
  `create table campaigns (
     campaign_id uuid primary key, name text not null, kind text not null, opened_at timestamptz not null
   )`,
  `create table rounds (
     round_id uuid primary key, campaign_id uuid not null, number int not null, opens_at timestamptz,
     closes_at timestamptz, closed_at timestamptz
   )`,
  'create index rounds_of_campaign on rounds (campaign_id)',
  'create table rosters (roster_id uuid primary key, campaign_id uuid not null, accepted int not null)',
  'create index rosters_of_campaign on rosters (campaign_id)',
  `create table recollections (
     order_id uuid primary key, campaign_id uuid not null, cause text not null, cause_tube_id text not null
   )`,
  'create index recollections_of_campaign on recollections (campaign_id)',
  `create table cases (
     case_id uuid primary key, campaign_id uuid not null, opened_at timestamptz, verified_at timestamptz,
     cleared_at timestamptz, revoked_at timestamptz
   )`,
  'create index cases_of_campaign on cases (campaign_id)',
  `create table case_tubes (
     case_id uuid not null, tube_id text not null, is_origin boolean not null, primary key (case_id, tube_id)
   )`,
  'create index case_tubes_of_tube on case_tubes (tube_id)',
  `create table freshness (
     campaign_id uuid primary key, newest_recorded_at timestamptz not null, newest_captured_at timestamptz,
     facts bigint not null
   )`,
]);
