import { defineMigration } from '@lib/platform';

// A result that was taken back is no basis; the withdrawal is another table, so a check alone cannot see it.
const standing = `create function refuse_withdrawn_basis() returns trigger language plpgsql set search_path from current as $$
   begin
     if exists (select 1 from withdrawals w
                 where w.tube_id = new.basis_tube_id and w.supersedes >= new.basis_result_version) then
       raise exception 'the result behind this measure was withdrawn'
         using errcode = 'check_violation', constraint = 'basis_still_stands';
     end if;
     return new;
   end $$`;

// The pack that was in force says how long, of whom and how often; a drill's pack says nothing of a live campaign.
const within = `create function refuse_measure_beyond_pack() returns trigger language plpgsql set search_path from current as $$
   declare
     pack jsonb;
     rule jsonb;
     scale double precision;
     campaign_kind text;
     before measures;
     times int;
     last timestamptz;
   begin
     select found.pack into pack from campaign_policies p
       cross join lateral (
         select p.policy -> 'measures' as pack
         union all
         select a.value from jsonb_each(coalesce(nullif(p.policy -> 'measuresByArea', 'null'), '{}')) a
          where starts_with(new.site_code, a.key)) as found
      where p.campaign_id = new.campaign_id and p.version = new.policy_version
        and found.pack ->> 'packId' = new.policy_pack_id
        and coalesce(found.pack ->> 'packVersion', '') = coalesce(new.policy_pack_version::text, '')
      limit 1;
     select c.kind, c.time_scale into campaign_kind, scale from campaigns c where c.campaign_id = new.campaign_id;
     scale := coalesce(scale, 1);
     if pack is null or coalesce(pack ->> 'kind', campaign_kind, '') <> coalesce(campaign_kind, pack ->> 'kind', '')
        or new.recorded_at < (pack ->> 'validFrom')::timestamptz or new.recorded_at >= (pack ->> 'validTo')::timestamptz then
       raise exception 'no policy pack of that name was valid here'
         using errcode = 'check_violation', constraint = 'measure_has_a_valid_pack';
     end if;
     if new.supersedes is not null then
       select * into before from measures m where m.measure_id = new.supersedes;
       with recursive chain as (
         select m.measure_id, m.supersedes from measures m where m.measure_id = new.supersedes
         union all select m.measure_id, m.supersedes from measures m join chain c on m.measure_id = c.supersedes)
       select count(*) into times from chain;
       last := before.ends_at + coalesce((pack #>> '{rules,extension,hoursMax}')::float8, 24) * interval '1 hour' / scale;
       if before.participant_id <> new.participant_id or before.campaign_id <> new.campaign_id or before.kind <> new.kind
          or times > coalesce((pack #>> '{rules,extension,timesMax}')::int, 1) then
         last := null;
       end if;
     elsif new.kind = 'isolation' then
       rule := pack #> array['rules', 'categories', new.category];
       last := new.counted_from + (select sum((s ->> 'days')::int) from jsonb_array_elements(rule -> 'stages') s) * interval '24 hours' / scale;
     else
       last := new.starts_at + (pack ->> 'holdHoursMax')::float8 * interval '1 hour' / scale;
     end if;
     if last is null or new.ends_at > last + interval '1 millisecond' then
       raise exception 'the policy pack does not let this measure last so long'
         using errcode = 'check_violation', constraint = 'measure_within_pack';
     end if;
     return new;
   end $$`;

// What was decided stays as it was decided: only the end is written later, once.
const unchanged = `create function refuse_rewritten_measure() returns trigger language plpgsql set search_path from current as $$
   begin
     if (to_jsonb(new) - array['ended_at', 'ended_because', 'ended_by', 'version'])
        is distinct from (to_jsonb(old) - array['ended_at', 'ended_because', 'ended_by', 'version'])
        or (old.ended_at is not null and (new.ended_at, new.ended_because) is distinct from (old.ended_at, old.ended_because)) then
       raise exception 'a measure is not rewritten; a new decision is a new measure'
         using errcode = 'check_violation', constraint = 'measure_is_not_rewritten';
     end if;
     return new;
   end $$`;

export const guardMeasures = defineMigration('0009-guard-measures', [
  standing,
  within,
  unchanged,
  `create trigger measures_rest_on_what_stands before insert on measures
     for each row when (new.basis_kind = 'own-result-chain') execute function refuse_withdrawn_basis()`,
  `create trigger measures_keep_to_their_pack before insert on measures
     for each row execute function refuse_measure_beyond_pack()`,
  `create trigger measures_are_not_rewritten before update on measures
     for each row execute function refuse_rewritten_measure()`,
]);
