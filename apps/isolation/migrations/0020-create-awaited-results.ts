import { defineMigration } from '@lib/platform';

// An order of an authority may speak of a place instead of persons: whoever is swabbed alone at this fever clinic or gate
// waits for the result. It ends on a day that it names, and a person comes under it by a named act only.
const orders = [
  `alter table authority_orders
     add column covers text not null default 'persons' check (covers in ('persons', 'place')),
     add column valid_until timestamptz,
     add constraint order_of_a_place_ends check ((covers = 'place') = (valid_until is not null)),
     add constraint order_of_a_place_is_short check (valid_until > counts_from and valid_until <= signed_at + interval '31 days')`,
  `alter table authority_order_persons
     add column named_by text,
     add column named_at timestamptz,
     add constraint person_is_named_by_somebody check ((named_at is null) = (named_by is null))`,
];

const waits = [
  `create table awaited_results (
     wait_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     tube_id text not null unique,
     setting text not null check (setting in ('fever-clinic', 'gate')),
     site_code text not null,
     district_code text not null,
     order_id uuid references authority_orders,
     measure_id uuid,
     stay_id uuid references room_stays,
     policy_version int not null,
     begun_by text not null check (begun_by <> ''),
     begun_at timestamptz not null,
     ends_at timestamptz not null,
     ended_at timestamptz,
     ended_because text check (ended_because in ('result-released', 'no-result', 'decided', 'left', 'term-over')),
     ended_by text,
     answered_at timestamptz,
     answer text,
     foreign key (campaign_id, participant_id) references subjects,
     constraint wait_is_of_one_measure foreign key (measure_id) references measures deferrable initially deferred,
     constraint wait_ends check (ends_at > begun_at),
     constraint wait_ends_when_it_says check (ended_at <= ends_at),
     constraint wait_end_is_named check (num_nonnulls(ended_at, ended_because, ended_by) in (0, 3)),
     constraint wait_is_answered_whole check ((answered_at is null) = (answer is null)),
     -- Held alone (order 18): without a single room, and without an order signed by two, somebody waits of their own will.
     constraint held_only_under_an_order_in_a_room check (measure_id is null or num_nonnulls(order_id, stay_id) = 2)
   )`,
  'create unique index awaited_results_one_open on awaited_results (campaign_id, participant_id) where ended_at is null',
  'create index awaited_results_to_end on awaited_results (ends_at) where ended_at is null',
  'create index awaited_results_of_district on awaited_results (district_code, begun_at)',
  'create index awaited_results_of_measure on awaited_results (measure_id) where measure_id is not null',
];

const guard = `create function refuse_hold_beyond_the_wait() returns trigger language plpgsql set search_path from current as $$
   begin
     if exists (select 1 from authority_orders o where o.order_id = new.basis_order_id and o.covers = 'place')
        and (new.kind <> 'hold' or not exists (
          select 1 from awaited_results w
            join authority_orders o using (order_id)
            join room_stays s using (stay_id)
           where w.measure_id = new.measure_id and w.order_id = new.basis_order_id
             and w.campaign_id = new.campaign_id and w.participant_id = new.participant_id and w.ended_at is null
             and new.ends_at <= w.ends_at and o.site_code = new.site_code
             and new.starts_at >= o.counts_from and new.starts_at < o.valid_until
             and s.participant_id = new.participant_id and s.state = 'occupied' and s.shares_with is null)) then
       raise exception 'an order about a place holds only who waits there, alone, for the result of their own tube'
         using errcode = 'check_violation', constraint = 'hold_within_its_wait';
     end if;
     return new;
   end $$`;

/** Waiting for a result 等待结果: a hold with its own clock where an authority ordered it, of one's own will otherwise. */
export const createAwaitedResults = defineMigration('0020-create-awaited-results', [
  ...orders,
  ...waits,
  guard,
  `create trigger measures_keep_to_their_wait before insert on measures
     for each row when (new.basis_kind = 'authority-order' and new.supersedes is null)
     execute function refuse_hold_beyond_the_wait()`,
  'alter table measures drop constraint end_is_named',
  `alter table measures add constraint end_is_named check (ended_because in
     ('term-over', 'lifted', 'appeal-won', 'single-tube-not-detected', 'detection-withdrawn', 'arrived', 'result-released',
      'no-result'))`,
]);
