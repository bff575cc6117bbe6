import { defineMigration, type Migration } from '@lib/platform';

/** Days for which partitions of the outbox are made ahead, and after which published ones are dropped. */
export const outboxDays = {
  ahead: 3,
  // The topics keep seven days; three more let a wiped Kafka be rebuilt with a margin.
  kept: 10,
} as const;

/** An event id is remembered for longer than any outbox row that could be sent again. */
export const inboxDaysKept = 30;

const outbox = [
  'create sequence outbox_position',
  // PostgreSQL 15 knows no identity column on a partitioned table, hence the sequence.
  `create table outbox (
     position bigint not null default nextval('outbox_position'),
     id uuid not null,
     aggregatetype text not null,
     aggregateid text not null,
     aggregate_version int not null check (aggregate_version >= 1),
     type text not null,
     payload jsonb not null,
     headers jsonb not null default '{}',
     captured_at timestamptz,
     recorded_at timestamptz not null,
     published_at timestamptz,
     primary key (recorded_at, position)
   ) partition by range (recorded_at)`,
  'create table outbox_default partition of outbox default',
  // The relay asks for what is unpublished, never for "after position N": positions become visible out of order.
  'create index outbox_unpublished on outbox (position) where published_at is null',
];

const inbox = [
  `create table inbox (
     consumer text not null,
     event_id uuid not null,
     applied_at timestamptz not null default clock_timestamp(),
     primary key (consumer, event_id)
   )`,
  'create index inbox_by_age on inbox using brin (applied_at)',
];

const deadLetters = [
  `create table dead_letters (
     id bigint generated always as identity primary key,
     consumer text not null,
     topic text not null,
     partition int not null,
     kafka_offset text not null,
     key text not null,
     event_id uuid not null,
     type text,
     state text not null check (state in ('failing', 'parked', 'refused', 'replayed', 'dropped')),
     reason text not null,
     attempts int not null,
     headers jsonb not null,
     payload bytea,
     first_seen_at timestamptz not null default clock_timestamp(),
     last_tried_at timestamptz not null default clock_timestamp(),
     closed_by text,
     closed_because text,
     unique (consumer, event_id)
   )`,
  `create index dead_letters_open on dead_letters (consumer, topic, key, id) where state in ('failing', 'parked')`,
];

const commandAnswers = [
  `create table command_answers (
     command_id text primary key,
     route text not null,
     body_hash text not null,
     answer jsonb not null,
     recorded_at timestamptz not null
   )`,
];

/** The tables of the pipe inside a service's own schema; listed first among the migrations of every app. */
export const messagingMigrations: readonly Migration[] = [
  defineMigration('0000-create-event-tables', [...outbox, ...inbox, ...deadLetters, ...commandAnswers]),
];
