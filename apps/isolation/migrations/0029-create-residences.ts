import { defineMigration } from '@lib/platform';

// In which division a person of a detected tube lives: so that the district of the residence sees the person too.
export const createResidences = defineMigration('0029-create-residences', [
  `create table residences (
     campaign_id uuid not null,
     participant_id uuid not null,
     division_code text not null check (division_code ~ '^[0-9]{6,12}$'),
     district_code text not null generated always as (left(division_code, 6)) stored,
     told_at timestamptz not null,
     primary key (campaign_id, participant_id)
   )`,
  'create index residences_of_district on residences (district_code, participant_id)',
]);
