import { defineMigration } from '@lib/platform';

/**
 * Packs are rows with a version that nobody rewrites; which of them is in force where is what two people said. A drill's
 * pack and a live campaign cannot meet: the kind is part of both foreign keys (settled 1, 13).
 */
export const createPolicyPacks = defineMigration('0011-create-policy-packs', [
  'alter table campaigns add constraint campaigns_of_a_kind unique (campaign_id, kind)',
  `create table policy_packs (
     pack_id text not null,
     version int not null check (version >= 1),
     kind text not null check (kind in ('live', 'drill')),
     issuer text not null check (issuer <> ''),
     number text not null check (number <> ''),
     legal_basis text not null check (legal_basis <> ''),
     area text,
     valid_from timestamptz not null,
     valid_to timestamptz,
     disease text not null check (disease <> ''),
     targets text not null check (targets <> ''),
     source text not null check (source <> ''),
     remedy_zh text not null check (remedy_zh <> ''),
     remedy_en text not null check (remedy_en <> ''),
     remedy_phone text,
     hold_hours_max double precision not null check (hold_hours_max >= 0),
     rules jsonb not null,
     added_by text not null,
     recorded_at timestamptz not null,
     primary key (pack_id, version),
     unique (pack_id, version, kind),
     constraint pack_ends_after_it_begins check (valid_to > valid_from)
   )`,
  `create table policy_pack_acts (
     act_id uuid primary key,
     campaign_id uuid not null,
     kind text not null,
     pack_id text not null,
     version int not null,
     area text,
     act text not null check (act in ('activate', 'deactivate')),
     reason text not null check (reason <> ''),
     proposed_by text not null check (proposed_by <> ''),
     proposed_at timestamptz not null,
     confirmed_by text,
     confirmed_at timestamptz,
     constraint pack_governs_its_own_kind foreign key (pack_id, version, kind) references policy_packs (pack_id, version, kind),
     constraint pack_act_of_its_own_kind foreign key (campaign_id, kind) references campaigns (campaign_id, kind),
     constraint pack_act_needs_two_people check (confirmed_by <> proposed_by),
     check ((confirmed_by is null) = (confirmed_at is null))
   )`,
  'create index policy_pack_acts_of_campaign on policy_pack_acts (campaign_id, confirmed_at)',
  'create index policy_pack_acts_of_pack on policy_pack_acts (pack_id, version)',
  `create function refuse_rewritten_pack() returns trigger language plpgsql as $$
   begin
     raise exception 'a pack is not rewritten; a change is another version' using errcode = 'restrict_violation';
   end $$`,
  `create trigger packs_are_not_rewritten before update or delete on policy_packs
     for each row execute function refuse_rewritten_pack()`,
]);
