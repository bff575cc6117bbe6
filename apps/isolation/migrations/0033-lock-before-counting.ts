import { defineMigration } from '@lib/platform';

// Whoever two districts list at the same moment has a row that the other transaction cannot see, so that locking rows of
// `carers` lets both count the same free place. The person is locked, by the same word as in the room.
const cap = `create or replace function refuse_full_caseload() returns trigger language plpgsql set search_path from current as $$
   declare
     cap int;
     load int;
   begin
     if new.state not in ('proposed', 'accepted') then return new; end if;
     perform pg_advisory_xact_lock(hashtextextended('carer/' || new.role || '/' || new.person, 0));
     if tg_op = 'INSERT' and not exists (select 1 from carers c where c.person = new.person and c.role = new.role
          and c.district_code = new.district_code and (c.ended_at is null or c.ended_at > clock_timestamp())) then
       raise exception 'who is no longer on the list is not asked'
         using errcode = 'check_violation', constraint = 'carer_is_listed';
     end if;
     select coalesce((select (p.policy -> 'caseloadMax' ->> new.role)::int from campaign_policies p
                       where p.campaign_id = new.campaign_id order by p.version desc limit 1),
                     case new.role when 'doctor' then 60 else 20 end) into cap;
     select count(distinct a.order_id) into load from order_assignments a
      where a.person = new.person and a.role = new.role and a.state in ('proposed', 'accepted')
        and a.order_id <> new.order_id;
     if load >= cap then
       raise exception 'this person looks after as many people as the policy lets'
         using errcode = 'check_violation', constraint = 'caseload_within_cap';
     end if;
     return new;
   end $$`;

// A failed list that is being written is waited for; its own foreign key waits for whoever books at that moment.
const passed = `create or replace function refuse_point_without_passed_list() returns trigger language plpgsql set search_path from current as $$
   begin
     perform 1 from isolation_points p where p.point_id = new.point_id for update;
     if exists (select 1 from isolation_points p where p.point_id = new.point_id and p.kind = 'isolation-point')
        and not coalesce((select i.is_passed from point_inspections i
                           where i.point_id = new.point_id order by i.recorded_at desc, i.inspection_id desc limit 1), false) then
       raise exception 'an isolation point takes nobody before its check list is passed'
         using errcode = 'check_violation', constraint = 'point_has_a_passed_list';
     end if;
     return new;
   end $$`;

/** Two guards that looked before they locked: two transactions could pass the same cap together. */
export const lockBeforeCounting = defineMigration('0033-lock-before-counting', [cap, passed]);
