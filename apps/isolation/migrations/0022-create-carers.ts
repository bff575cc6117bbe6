import { defineMigration } from '@lib/platform';

// Who may be asked to look after people, and for whom they do.
const carers = [
  `create table carers (
     person text not null check (person <> ''),
     role text not null check (role in ('community-cadre', 'doctor')),
     district_code text not null,
     put_by text not null,
     put_at timestamptz not null,
     ended_at timestamptz,
     primary key (person, role, district_code)
   )`,
  'create index carers_of_district on carers (district_code, role)',
  `create table order_assignments (
     assignment_id uuid primary key,
     order_id uuid not null references isolation_orders,
     campaign_id uuid not null,
     role text not null check (role in ('community-cadre', 'doctor')),
     person text not null,
     district_code text not null,
     state text not null check (state in ('proposed', 'accepted', 'declined', 'withdrawn', 'over')),
     proposed_by text not null,
     proposed_at timestamptz not null,
     changed_at timestamptz not null,
     foreign key (person, role, district_code) references carers
   )`,
  `create unique index order_assignments_one_accepted on order_assignments (order_id, role) where state = 'accepted'`,
  `create unique index order_assignments_one_proposed on order_assignments (order_id, role) where state = 'proposed'`,
  `create index order_assignments_of_person on order_assignments (person, role) where state in ('proposed', 'accepted')`,
];

// Two proposals at once each see room for one more; the carer's row makes them take turns. Who is only asked counts as
// well: a person who is asked for twenty places has been given twenty.
const cap = `create function refuse_full_caseload() returns trigger language plpgsql set search_path from current as $$
   declare
     cap int;
     load int;
   begin
     if new.state not in ('proposed', 'accepted') then return new; end if;
     perform 1 from carers c where c.person = new.person and c.role = new.role order by c.district_code for update;
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

export const createCarers = defineMigration('0022-create-carers', [
  ...carers,
  cap,
  `create trigger assignments_keep_to_the_cap before insert or update on order_assignments
     for each row execute function refuse_full_caseload()`,
]);
