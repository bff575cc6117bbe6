import { defineMigration } from '@lib/platform';

// Who is alone in a sealed tube. Empty for a pool, which nobody may be held for; pools are kept of sites with waiting
// rooms only, because elsewhere nobody is held.
const tubes = [
  `create table sealed_tubes (
     tube_id text primary key,
     campaign_id uuid not null,
     participant_id uuid,
     recorded_at timestamptz not null
   )`,
  'create index isolation_points_of_site on isolation_points (site_code) where site_code is not null',
];

// A barcode that was read wrongly leaves the tube free for whom it belongs to.
const waits = [
  'alter table awaited_results drop constraint awaited_results_tube_id_key',
  `create unique index awaited_results_one_of_tube on awaited_results (tube_id) where answer is distinct from 'not-own-tube'`,
  'create index awaited_results_unanswered on awaited_results (tube_id) where answered_at is null',
];

const guard = `create or replace function refuse_hold_beyond_the_wait() returns trigger language plpgsql set search_path from current as $$
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
             and s.participant_id = new.participant_id and s.state = 'occupied' and s.shares_with is null
             and not exists (
               select 1 from sealed_tubes t where t.tube_id = w.tube_id
                  and (t.campaign_id, t.participant_id) is distinct from (w.campaign_id, w.participant_id)))) then
       raise exception 'an order about a place holds only who waits there, alone, for the result of their own tube'
         using errcode = 'check_violation', constraint = 'hold_within_its_wait';
     end if;
     return new;
   end $$`;

/** Whoever waits, waits for their own single tube: what batching said of it is kept, and the database asks for it. */
export const knowWhoseTube = defineMigration('0034-know-whose-tube', [...tubes, ...waits, guard]);
