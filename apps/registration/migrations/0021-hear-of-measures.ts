import { defineMigration } from '@lib/platform';

/**
 * Whoever keeps a person has to reach that person: what isolation told of measures, by pseudonym. An end may be heard
 * before the beginning, so a row may know either alone.
 */
const measures = [
  `create table measures_told (
     measure_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     site_code text not null,
     starts_at timestamptz,
     ends_at timestamptz,
     ended_at timestamptz,
     constraint beginning_is_whole check ((starts_at is null) = (ends_at is null)),
     constraint something_was_told check (num_nonnulls(ends_at, ended_at) > 0)
   )`,
  'create index measures_told_of_participant on measures_told (participant_id)',
];

// A look is given on one ground: a person is called back, or a measure keeps them.
const reveals = [
  'alter table reveals add column measure_id uuid references measures_told',
  'alter table reveals drop constraint reveals_check',
  `alter table reveals add constraint look_has_one_ground
     check (num_nonnulls(order_id, measure_id) = case outcome when 'shown' then 1 else 0 end)`,
];

export const hearOfMeasures = defineMigration('0021-hear-of-measures', [...measures, ...reveals]);
