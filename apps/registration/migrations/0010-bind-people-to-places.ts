import { defineMigration } from '@lib/platform';

export const bindPeopleToPlaces = defineMigration('0010-bind-people-to-places', [
  // The site whose desk registered the person: one way in which a caller is connected with them.
  'alter table participants add column site_code text',
  // A list of a whole city is sent by each of its districts, and each takes only its own rows of it.
  `alter table rosters add column bound_to text not null default '', add column updated int not null default 0`,
  'alter table rosters drop constraint rosters_campaign_id_sha256_key, drop constraint rosters_check',
  'create unique index rosters_once on rosters (campaign_id, sha256, bound_to)',
  'alter table rosters add check (rows = accepted + rejected + duplicates + updated)',
  `create table contact_changes (
     change_id uuid primary key,
     participant_id uuid not null,
     fields text not null check (fields in ('phone', 'address', 'phone address', 'whole row')),
     source text not null check (source in ('roster', 'desk')),
     actor text not null,
     role text,
     reason text,
     roster_id uuid,
     recorded_at timestamptz not null
   )`,
  'create index contact_changes_by_age on contact_changes (recorded_at)',
  // How much each caller asked in each minute; the cards themselves are nowhere.
  `create table lookup_counts (
     actor text not null,
     kind text not null check (kind in ('card', 'mask')),
     minute timestamptz not null,
     asked int not null,
     missed int not null,
     is_probing boolean not null default false,
     primary key (actor, kind, minute)
   )`,
  'alter table reveals add column is_repeat boolean not null default false',
  // The oldest first, a bounded number at a time: days are policy, a row a table.
  `create table retention_rules (
     table_name text primary key,
     days int not null check (days >= 1),
     source text not null
   )`,
  `insert into retention_rules (table_name, days, source) values
     ('roster_rows_refused', 30, 'a sender mends a file within the month; PIPL art. 19: no longer than needed'),
     ('reveals', 183, 'Cybersecurity Law art. 21: security logs are kept six months'),
     ('contact_changes', 183, 'Cybersecurity Law art. 21: security logs are kept six months'),
     ('unreadable_values', 183, 'Cybersecurity Law art. 21: security logs are kept six months'),
     ('lookup_counts', 183, 'Cybersecurity Law art. 21: security logs are kept six months'),
     ('command_answers', 30, 'no device repeats a command after a month')`,
]);
