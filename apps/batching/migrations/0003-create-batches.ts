import { defineMigration } from '@lib/platform';

const batches = `create table batches (
  batch_id uuid primary key,
  box_code text not null unique,
  campaign_id uuid not null,
  site_code text not null,
  lab_code text not null,
  state text not null check (state in ('open', 'handed-over')),
  opened_by text not null,
  opened_at timestamptz not null,
  tubes_counted int,
  seal_number text,
  handed_over_by text,
  taken_over_by text,
  handed_over_captured_at timestamptz,
  handed_over_at timestamptz,
  policy_version int,
  facts_told int not null,
  version int not null check (version >= 1),
  check ((state = 'handed-over') = (handed_over_at is not null and seal_number is not null and taken_over_by is not null))
)`;

export const createBatches = defineMigration('0003-create-batches', [
  batches,
  'create index batches_by_site on batches (site_code, campaign_id, batch_id)',
]);
