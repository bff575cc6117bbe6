import { assertIdentifier } from '../connection.js';

/** In: a service's schema. Out: the schema beside it that holds its audit chain, which the service does not own. */
export const auditSchemaOf = (schema: string): string => `${assertIdentifier(schema)}_audit`;

// Fields are joined by line feeds when they are hashed, so none may hold one; detail is JSON and escapes it.
const line = (column: string, lengthMax: number): string =>
  `${column} text not null check (length(${column}) <= ${lengthMax} and ${column} !~ '[[:cntrl:]]')`;

const tables = (audit: string): string[] => [
  `create table if not exists ${audit}.head (
     is_only boolean primary key default true check (is_only),
     chain_id uuid not null default gen_random_uuid(),
     sequence bigint not null default 0,
     hash text not null default repeat('0', 64),
     recorded_at timestamptz not null default to_timestamp(0),
     checkpoints bigint not null default 0,
     checkpoint_hash text not null default repeat('0', 64)
   )`,
  // Acts from before the chain began have no entry.
  `alter table ${audit}.head add column if not exists started_at timestamptz not null default clock_timestamp()`,
  `insert into ${audit}.head default values on conflict do nothing`,
  `create table if not exists ${audit}.entries (
     sequence bigint primary key,
     recorded_at timestamptz not null,
     kind text not null check (kind ~ '^[a-z][a-z-]{1,59}$'),
     ${line('actor_id', 200)},
     ${line('actor_role', 40)},
     ${line('object_kind', 40)},
     ${line('object_id', 200)},
     ${line('request_id', 64)},
     detail text not null check (length(detail) <= 4000 and detail::jsonb is not null and detail !~ '[[:cntrl:]]'),
     previous_hash text not null,
     hash text not null
   )`,
];

// For the owner and for administrators too: whoever wants to rewrite has to switch this off first, and on purpose.
const guards = (audit: string): string[] => [
  `create or replace function ${audit}.refuse_rewriting() returns trigger language plpgsql as $$
   begin
     raise exception 'the audit chain is only ever added to' using errcode = 'insufficient_privilege';
   end $$`,
  `create or replace trigger entries_stay before update or delete on ${audit}.entries
     for each row execute function ${audit}.refuse_rewriting()`,
  `create or replace trigger entries_are_kept before truncate on ${audit}.entries
     for each statement execute function ${audit}.refuse_rewriting()`,
];

const append = (audit: string): string => `
  create or replace function ${audit}.append(given jsonb) returns bigint
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    chain ${audit}.head;
    entry jsonb;
    before text;
    told text;
  begin
    select * into strict chain from ${audit}.head for update;
    chain.recorded_at := greatest(date_trunc('milliseconds', clock_timestamp()), chain.recorded_at);
    told := to_char(chain.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
    for entry in select value from jsonb_array_elements(given) loop
      before := chain.hash;
      chain.sequence := chain.sequence + 1;
      chain.hash := encode(sha256(convert_to(concat_ws(E'\\n', before, chain.chain_id, chain.sequence, told,
        entry ->> 'kind', entry ->> 'actorId', entry ->> 'actorRole', entry ->> 'objectKind', entry ->> 'objectId',
        entry ->> 'requestId', entry ->> 'detail'), 'UTF8')), 'hex');
      insert into ${audit}.entries values (chain.sequence, chain.recorded_at,
        entry ->> 'kind', entry ->> 'actorId', entry ->> 'actorRole', entry ->> 'objectKind', entry ->> 'objectId',
        entry ->> 'requestId', entry ->> 'detail', before, chain.hash);
    end loop;
    update ${audit}.head set sequence = chain.sequence, hash = chain.hash, recorded_at = chain.recorded_at;
    return chain.sequence;
  end $$`;

// What the folder was told last, so that a folder whose end is cut off does not pass for a whole one.
const markCheckpoint = (audit: string): string => `
  create or replace function ${audit}.mark_checkpoint(number bigint, line_hash text) returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    update ${audit}.head set checkpoints = number, checkpoint_hash = line_hash where number > checkpoints
  $$`;

/**
 * In: a service's schema. Out: SQL that makes its audit chain, in order; may be run any number of times, by whoever is to
 * own it. `append` computes every hash inside the database.
 */
export function auditSchemaSql(schema: string): string[] {
  const audit = auditSchemaOf(schema);
  return [...tables(audit), ...guards(audit), append(audit), markCheckpoint(audit)];
}

/**
 * In: a service's schema and its login (quoted where it must be). Out: SQL that lets the login read and add, and nothing else.
 */
export function auditGrantsSql(schema: string, login: string): string[] {
  const audit = auditSchemaOf(schema);
  return [
    `revoke all on schema ${audit} from public`,
    `revoke all on all tables in schema ${audit} from public`,
    `revoke execute on all functions in schema ${audit} from public`,
    `grant usage on schema ${audit} to ${login}`,
    `grant select on ${audit}.entries, ${audit}.head to ${login}`,
    `grant execute on function ${audit}.append(jsonb), ${audit}.mark_checkpoint(bigint, text) to ${login}`,
  ];
}
