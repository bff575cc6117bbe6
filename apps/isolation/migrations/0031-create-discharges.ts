import { defineMigration } from '@lib/platform';

/** Who let an infected person go, and on which of their swabs. The act is written once and never changed. */
export const createDischarges = defineMigration('0031-create-discharges', [
  `create table discharges (
     measure_id uuid primary key references measures,
     campaign_id uuid not null,
     participant_id uuid not null,
     swabs jsonb not null check (jsonb_typeof(swabs) = 'array' and jsonb_array_length(swabs) >= 2),
     policy_version int not null,
     discharged_by text not null check (discharged_by <> ''),
     discharged_at timestamptz not null,
     foreign key (campaign_id, participant_id) references subjects
   )`,
  'create index discharges_of_participant on discharges (campaign_id, participant_id)',
]);
