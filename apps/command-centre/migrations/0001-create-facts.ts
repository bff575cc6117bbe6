import { defineMigration } from '@lib/platform';

/**
 * Every fact that any room told, as it was told, without who was in it: the source of all boards of this room.
 * A row is written once; the trigger refuses the rest, so that "what did we know at 15:00" stays answerable.
 */
export const createFacts = defineMigration('0001-create-facts', [
  `create table facts (
     event_id uuid primary key,
     type text not null,
     campaign_id uuid not null,
     round_id uuid,
     aggregate_id text not null,
     sequence int not null,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     content jsonb not null,
     stored_at timestamptz not null default clock_timestamp()
   )`,
  'create index facts_of_campaign on facts (campaign_id, type, recorded_at)',
  'create index facts_of_aggregate on facts (aggregate_id)',
  `create function refuse_change_of_facts() returns trigger language plpgsql as $$
   begin
     raise exception 'facts are only added' using errcode = 'restrict_violation';
   end $$`,
  `create trigger facts_are_only_added before update or delete or truncate on facts
     for each statement execute function refuse_change_of_facts()`,
]);
