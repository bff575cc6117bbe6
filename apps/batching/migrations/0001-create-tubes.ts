import { defineMigration } from '@lib/platform';

// One tube is one row, whatever its size, and stays that row from opening to hand-over: the room left in each page
// lets PostgreSQL change it in place (no index holds a column that changes, but for the box).
const tubes = `create table tubes (
  tube_id text primary key check (tube_id ~ '^[0-9]{14}$'),
  campaign_id uuid not null,
  campaign_kind text check (campaign_kind in ('live', 'drill')),
  policy_version int,
  round_id uuid not null,
  site_code text not null,
  purpose text not null check (purpose in ('round', 'recollection')),
  order_id uuid,
  capacity smallint not null check (capacity in (1, 5, 10, 20)),
  state text not null check (state in ('opened', 'sealed', 'boxed', 'handed', 'void')),
  specimens smallint not null check (specimens between 0 and capacity),
  members bytea check (octet_length(members) = 39 * specimens),
  hands jsonb,
  opened_by text not null,
  opened_device_id uuid not null,
  opened_device_seq int not null,
  opened_captured_at timestamptz not null,
  opened_at timestamptz not null,
  sealed_by text,
  sealed_device_id uuid,
  sealed_device_seq int,
  sealed_captured_at timestamptz,
  sealed_at timestamptz,
  seal_digest bytea,
  partial_reason text,
  voided_by text,
  voided_device_id uuid,
  voided_device_seq int,
  voided_captured_at timestamptz,
  voided_at timestamptz,
  void_reason text,
  batch_id uuid,
  custody_seq int not null check (custody_seq >= 1),
  custody_hash bytea not null,
  facts_told int not null check (facts_told >= 0),
  version int not null check (version >= 1),
  check ((state = 'opened') = (members is null)),
  check ((state in ('sealed', 'boxed', 'handed')) <= (sealed_at is not null and seal_digest is not null)),
  check ((state in ('boxed', 'handed')) = (batch_id is not null)),
  check ((state = 'void') = (voided_at is not null and void_reason is not null)),
  check ((purpose = 'recollection') <= (capacity = 1 and order_id is not null))
) with (fillfactor = 70)`;

// The specimens of tubes that are still being filled; at sealing they are packed into the tube's own row and leave.
const openMembers = `create table open_members (
  tube_id text not null,
  subject_id uuid not null,
  position smallint not null,
  subject_kind text not null check (subject_kind in ('person', 'place', 'goods')),
  actor text not null,
  device_id uuid not null,
  device_seq int not null,
  captured_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (tube_id, subject_id)
)`;

const undoneScans = `create table undone_scans (
  tube_id text not null,
  device_id uuid not null,
  device_seq int not null,
  position smallint not null,
  subject_kind text not null,
  subject_id uuid not null,
  actor text not null,
  captured_at timestamptz not null,
  recorded_at timestamptz not null,
  undone_by text not null,
  undone_device_id uuid not null,
  undone_device_seq int not null,
  undone_captured_at timestamptz not null,
  undone_at timestamptz not null,
  primary key (device_id, device_seq)
)`;

const custodyEntries = `create table custody_entries (
  tube_id text not null,
  seq int not null,
  step text not null,
  actor text not null,
  device_id uuid,
  place text not null,
  reason text,
  captured_at timestamptz,
  recorded_at timestamptz not null,
  detail jsonb not null,
  hash bytea not null,
  primary key (tube_id, seq)
)`;

// Layout of a packed specimen: see src/tube/member-record.ts, which writes it.
const tubeMembers = `create view tube_members as
select tube.tube_id,
       get_byte(packed.record, 0)::int as position,
       (array['person', 'place', 'goods'])[get_byte(packed.record, 1) + 1] as subject_kind,
       encode(substr(packed.record, 8, 16), 'hex')::uuid as subject_id,
       (tube.hands -> get_byte(packed.record, 2) ->> 'deviceId')::uuid as device_id,
       ('x' || encode(substr(packed.record, 4, 4), 'hex'))::bit(32)::int as device_seq,
       tube.hands -> get_byte(packed.record, 2) ->> 'actor' as actor,
       timestamptz 'epoch' + ('x' || encode(substr(packed.record, 24, 8), 'hex'))::bit(64)::bigint * interval '1 millisecond' as captured_at,
       timestamptz 'epoch' + ('x' || encode(substr(packed.record, 32, 8), 'hex'))::bit(64)::bigint * interval '1 millisecond' as recorded_at
  from tubes as tube
  cross join lateral generate_series(0, tube.specimens - 1) as number
  cross join lateral (select substr(tube.members, number * 39 + 1, 39) as record) as packed
 where tube.members is not null
 union all
select tube_id, position::int, subject_kind, subject_id, device_id, device_seq, actor, captured_at, recorded_at
  from open_members`;

export const createTubes = defineMigration('0001-create-tubes', [
  tubes,
  'create index tubes_by_site on tubes (site_code, campaign_id, tube_id)',
  'create index tubes_by_batch on tubes (batch_id) where batch_id is not null',
  openMembers,
  undoneScans,
  'create index undone_scans_by_undo on undone_scans (undone_device_id, undone_device_seq)',
  custodyEntries,
  tubeMembers,
]);
