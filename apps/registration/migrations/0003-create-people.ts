import { defineMigration } from '@lib/platform';

/**
 * The only personal data of the house. Bytes named `…_sealed` are AES-256-GCM of the text, bound to row and column;
 * `id_number_index` is an HMAC: it finds a card and tells nothing. Purpose: to know a person again at the site, and to
 * reach those who are called back. Retention: until the campaign is closed.
 */
export const createPeople = defineMigration('0003-create-people', [
  `create table rosters (
     roster_id uuid primary key,
     campaign_id uuid not null references campaigns,
     sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
     format text not null check (format in ('csv', 'xlsx')),
     encoding text,
     rows int not null check (rows >= 0),
     accepted int not null check (accepted >= 0),
     rejected int not null check (rejected >= 0),
     duplicates int not null check (duplicates >= 0),
     imported_by text not null,
     captured_at timestamptz not null,
     recorded_at timestamptz not null,
     check (rows = accepted + rejected + duplicates),
     unique (campaign_id, sha256)
   )`,
  `create table roster_rows_refused (
     roster_id uuid not null references rosters,
     row int not null check (row >= 1),
     fault int not null check (fault >= 1),
     outcome text not null check (outcome in ('rejected', 'duplicate')),
     column_name text,
     masked_value text,
     code text not null,
     message text not null,
     hint text,
     primary key (roster_id, row, fault)
   )`,
  `create table participants (
     participant_id uuid primary key,
     campaign_id uuid not null references campaigns,
     key_id text not null,
     id_number_index bytea not null check (length(id_number_index) = 32),
     card_kind text not null check (card_kind in ('identity-number', 'passport', 'other')),
     card_number_sealed bytea not null,
     name_sealed bytea not null,
     phone_sealed bytea,
     address_sealed bytea,
     division_code text check (division_code ~ '^[0-9]{6,12}$'),
     roster_id uuid references rosters,
     registered_by text not null,
     captured_at timestamptz not null,
     recorded_at timestamptz not null,
     unique (campaign_id, id_number_index)
   )`,
]);
