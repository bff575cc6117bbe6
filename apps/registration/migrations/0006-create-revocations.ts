import { defineMigration } from '@lib/platform';

export const createRevocations = defineMigration('0006-create-revocations', [
  `create table revocations (
     revocation_id uuid primary key,
     kind text not null check (kind in ('subject', 'device', 'shift')),
     value text not null check (length(value) between 1 and 80),
     reason text not null,
     revoked_by text not null,
     revoked_role text not null,
     recorded_at timestamptz not null,
     until timestamptz check (until > recorded_at),
     ended_by text,
     ended_at timestamptz,
     check ((ended_by is null) = (ended_at is null))
   )`,
  'create index revocations_in_force on revocations (recorded_at) where ended_at is null',
  'create index revocations_of_value on revocations (kind, value) where ended_at is null',
  // Counted under a row lock: numbers of a sequence may become visible out of order, and a reader would miss one.
  'create table revocation_version (one_row boolean primary key default true check (one_row), version int not null)',
  'insert into revocation_version (version) values (0)',
]);
