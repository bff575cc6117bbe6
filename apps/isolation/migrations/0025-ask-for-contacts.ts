import { defineMigration } from '@lib/platform';

/**
 * Who was near a person is asked of the rooms that know it, once for a verified case and once for each contact whom
 * somebody decided on: `contact_id` is empty at depth one, and there is no depth three, because what is asked about is
 * a decided close contact and nothing else.
 */
export const askForContacts = defineMigration('0025-ask-for-contacts', [
  `create table contact_questions (
     question_id uuid primary key,
     campaign_id uuid not null,
     case_id uuid not null references cases,
     participant_id uuid not null,
     contact_id uuid references contact_links,
     category text not null check (category in ('close-contact', 'contact-of-contact')),
     from_at timestamptz not null,
     asked_at timestamptz not null,
     policy_version int not null,
     neighbour_parts_told int not null default 0,
     neighbours_found int,
     neighbours_told_at timestamptz,
     household_found int,
     household_told_at timestamptz,
     look_back_told_at timestamptz,
     check (from_at <= asked_at),
     check ((contact_id is null) = (category = 'close-contact')),
     check ((household_found is null) = (household_told_at is null))
   )`,
  'create index contact_questions_of_case on contact_questions (case_id, asked_at)',
  'create unique index contact_questions_once on contact_questions (contact_id) where contact_id is not null',
  'create index contact_questions_open on contact_questions (asked_at) where neighbours_told_at is null or household_told_at is null',
  'alter table contact_links add column question_id uuid references contact_questions',
  // Who lives together, by an opaque key: cards of one household stand together, and nothing else is told of it.
  `create table households (
     campaign_id uuid not null,
     participant_id uuid not null,
     household_key uuid not null,
     told_at timestamptz not null,
     primary key (campaign_id, participant_id)
   )`,
  'create index households_by_key on households (campaign_id, household_key)',
  `create table look_back_tubes (
     case_id uuid not null references cases,
     tube_id text not null,
     campaign_id uuid not null,
     site_code text not null,
     purpose text not null,
     sampled_at timestamptz not null,
     lab_code text,
     state text,
     finding text,
     result_version int,
     tested_at timestamptz,
     released_at timestamptz,
     primary key (case_id, tube_id),
     check ((finding is null) = (result_version is null))
   )`,
  'create index look_back_tubes_by_tube on look_back_tubes (tube_id)',
]);
