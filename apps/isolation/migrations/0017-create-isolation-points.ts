import { defineMigration } from '@lib/platform';

const points = [
  `create table isolation_points (
     point_id uuid primary key,
     kind text not null check (kind in ('isolation-point', 'hospital', 'waiting-rooms')),
     name text not null check (name <> ''),
     district_code text not null,
     site_code text,
     registered_by text not null check (registered_by <> ''),
     registered_at timestamptz not null,
     unique (district_code, name),
     constraint waiting_rooms_belong_to_a_site check ((kind = 'waiting-rooms') = (site_code is not null))
   )`,
  `create table point_inspections (
     inspection_id uuid primary key,
     point_id uuid not null references isolation_points,
     zone_checks jsonb not null,
     is_passed boolean not null generated always as (
       zone_checks @> '{"cleanZone": true, "bufferZone": true, "contaminatedZone": true, "staffPassage": true,
         "residentPassage": true, "passagesApart": true, "wasteApart": true, "singleRooms": true}') stored,
     inspected_on date not null,
     inspected_by text not null check (inspected_by <> ''),
     recorded_at timestamptz not null
   )`,
  'create index point_inspections_of_point on point_inspections (point_id, recorded_at desc)',
  `create table rooms (
     room_id uuid primary key,
     point_id uuid not null references isolation_points,
     label text not null check (label <> ''),
     unique (point_id, label),
     unique (room_id, point_id)
   )`,
];

// A sharer is never the holder of the room: one holder each, and beside the holder at most three seats of one guardian
// and minors, each with its reason.
const stays = [
  `create table room_stays (
     stay_id uuid primary key,
     room_id uuid not null,
     point_id uuid not null,
     campaign_id uuid not null,
     participant_id uuid not null,
     measure_id uuid references measures,
     state text not null check (state in ('reserved', 'occupied', 'disinfecting', 'over')),
     shares_with uuid,
     seat int check (seat between 1 and 3),
     sharing text check (sharing in ('minor-with-guardian', 'guardian-with-minor')),
     reserved_by text not null check (reserved_by <> ''),
     reserved_at timestamptz not null,
     moved_in_by text,
     moved_in_at timestamptz,
     moved_out_by text,
     moved_out_at timestamptz,
     disinfected_by text,
     disinfected_at timestamptz,
     foreign key (campaign_id, participant_id) references subjects,
     foreign key (room_id, point_id) references rooms (room_id, point_id),
     unique (stay_id, room_id),
     constraint sharer_is_in_the_same_room foreign key (shares_with, room_id) references room_stays (stay_id, room_id),
     constraint sharing_says_why check (num_nonnulls(shares_with, seat, sharing) in (0, 3)),
     constraint moved_in_by_somebody check ((moved_in_at is null) = (moved_in_by is null)),
     constraint moved_out_by_somebody check ((moved_out_at is null) = (moved_out_by is null)),
     constraint disinfected_by_somebody check ((disinfected_at is null) = (disinfected_by is null)),
     constraint stay_says_where_it_stands check (case state
       when 'reserved' then num_nonnulls(moved_in_at, moved_out_at, disinfected_at) = 0
       when 'occupied' then moved_in_at is not null and num_nonnulls(moved_out_at, disinfected_at) = 0
       when 'disinfecting' then num_nonnulls(moved_in_at, moved_out_at) = 2 and disinfected_at is null
       -- A room that somebody slept in is free when it was disinfected, not when they left.
       else moved_in_at is null or shares_with is not null or disinfected_at is not null
       end)
   )`,
  // One person, one room; one room, one person (order 58): the last word about two officers and the last room.
  `create unique index room_holds_one on room_stays (room_id) where state <> 'over' and shares_with is null`,
  `create unique index room_seats_one on room_stays (shares_with, seat) where state <> 'over' and shares_with is not null`,
  `create unique index person_in_one_room on room_stays (campaign_id, participant_id) where state in ('reserved', 'occupied')`,
  'create index room_stays_of_point on room_stays (point_id, state)',
  'create index room_stays_of_measure on room_stays (measure_id)',
];

const passed = `create function refuse_point_without_passed_list() returns trigger language plpgsql set search_path from current as $$
   begin
     if exists (select 1 from isolation_points p where p.point_id = new.point_id and p.kind = 'isolation-point')
        and not coalesce((select i.is_passed from point_inspections i
                           where i.point_id = new.point_id order by i.recorded_at desc, i.inspection_id desc limit 1), false) then
       raise exception 'an isolation point takes nobody before its check list is passed'
         using errcode = 'check_violation', constraint = 'point_has_a_passed_list';
     end if;
     return new;
   end $$`;

/** Isolation points, their check lists, their rooms, and who has which room: occupancy one is the database's word. */
export const createIsolationPoints = defineMigration('0017-create-isolation-points', [
  ...points,
  ...stays,
  passed,
  `create trigger room_stays_need_a_passed_list before insert on room_stays
     for each row execute function refuse_point_without_passed_list()`,
]);
