import { defineMigration } from '@lib/platform';

// Whoever is fetched from one room has the next one reserved already; nobody sleeps in two.
const rooms = [
  'drop index person_in_one_room',
  `create unique index person_occupies_one_room on room_stays (campaign_id, participant_id) where state = 'occupied'`,
  `create unique index person_has_one_room_reserved on room_stays (campaign_id, participant_id) where state = 'reserved'`,
];

const vehicles = [
  `create table vehicles (
     vehicle_id uuid primary key,
     district_code text not null,
     label text not null check (label <> ''),
     capacity int not null check (capacity between 1 and 60),
     registered_by text not null check (registered_by <> ''),
     registered_at timestamptz not null,
     unique (district_code, label),
     unique (vehicle_id, capacity)
   )`,
  `create table trips (
     trip_id uuid primary key,
     vehicle_id uuid not null,
     capacity int not null,
     district_code text not null,
     opened_by text not null check (opened_by <> ''),
     opened_at timestamptz not null,
     closed_by text,
     closed_at timestamptz,
     unique (trip_id, capacity),
     foreign key (vehicle_id, capacity) references vehicles (vehicle_id, capacity),
     constraint trip_is_closed_by_somebody check ((closed_at is null) = (closed_by is null))
   )`,
  'create unique index vehicle_makes_one_trip on trips (vehicle_id) where closed_at is null',
];

// A seat is below the capacity of its very trip by foreign key and check, so no count can be raced.
const transfers = [
  `create table transfers (
     transfer_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     case_id uuid references cases,
     measure_id uuid references measures,
     point_id uuid not null references isolation_points,
     stay_id uuid references room_stays,
     site_code text not null,
     district_code text not null,
     state text not null check (state in ('ordered', 'boarded', 'arrived', 'cancelled')),
     trip_id uuid,
     capacity int,
     seat int,
     ordered_by text not null check (ordered_by <> ''),
     ordered_at timestamptz not null,
     due_at timestamptz not null,
     boarded_by text,
     boarded_at timestamptz,
     arrived_by text,
     arrived_at timestamptz,
     cancelled_by text,
     cancelled_at timestamptz,
     foreign key (campaign_id, participant_id) references subjects,
     foreign key (trip_id, capacity) references trips (trip_id, capacity),
     constraint transfer_has_a_clock check (due_at > ordered_at),
     constraint seat_is_in_the_vehicle check (num_nonnulls(trip_id, capacity, seat) in (0, 3) and seat between 1 and capacity),
     constraint transfer_says_where_it_stands check (case state
       when 'ordered' then num_nonnulls(boarded_by, boarded_at, arrived_by, arrived_at, cancelled_by, cancelled_at) = 0
       when 'boarded' then num_nonnulls(trip_id, boarded_by, boarded_at) = 3
         and num_nonnulls(arrived_by, arrived_at, cancelled_by, cancelled_at) = 0
       when 'arrived' then num_nonnulls(trip_id, boarded_by, boarded_at, arrived_by, arrived_at) = 5
         and num_nonnulls(cancelled_by, cancelled_at) = 0
       else num_nonnulls(cancelled_by, cancelled_at) = 2 and num_nonnulls(arrived_by, arrived_at) = 0
       end)
   )`,
  `create unique index person_is_fetched_once on transfers (campaign_id, participant_id) where state in ('ordered', 'boarded')`,
  `create unique index one_person_a_seat on transfers (trip_id, seat) where state in ('ordered', 'boarded')`,
  `create index transfers_of_district on transfers (district_code, ordered_at) where state in ('ordered', 'boarded')`,
  'create index transfers_of_case on transfers (case_id)',
  'create index transfers_of_point on transfers (point_id, state)',
  'create index transfers_of_trip on transfers (trip_id)',
];

const ends = [
  'alter table measures drop constraint end_is_named',
  `alter table measures add constraint end_is_named check (ended_because in
     ('term-over', 'lifted', 'appeal-won', 'single-tube-not-detected', 'detection-withdrawn', 'arrived', 'result-released'))`,
];

/** Vehicles, one trip each at a time, and who is brought where: seats within capacity are the database's word. */
export const createTransfers = defineMigration('0018-create-transfers', [...rooms, ...vehicles, ...transfers, ...ends]);
