/**
 * Who is in which tube, read from the packed bytes by this file's own reading of their layout, not by the room's view:
 * 39 bytes a specimen: position, kind, hand, device number (4), subject (16), captured (8), recorded (8).
 * Columns: tube_id, campaign_id, round_id, site_code, purpose, position, kind, subject_id, device_id, device_seq.
 */
export const members = `(
  select t.tube_id, t.campaign_id, t.round_id, t.site_code, t.purpose,
         get_byte(packed.bytes, 0)::int as position,
         (array['person', 'place', 'goods'])[get_byte(packed.bytes, 1) + 1] as kind,
         encode(substr(packed.bytes, 8, 16), 'hex')::uuid as subject_id,
         (t.hands -> get_byte(packed.bytes, 2) ->> 'deviceId')::uuid as device_id,
         ('x' || encode(substr(packed.bytes, 4, 4), 'hex'))::bit(32)::int as device_seq
    from batching.tubes t
    cross join lateral generate_series(0, octet_length(t.members) / 39 - 1) as number
    cross join lateral (select substr(t.members, number * 39 + 1, 39) as bytes) as packed
   where t.members is not null and t.campaign_id = any($1::uuid[])
  union all
  select o.tube_id, t.campaign_id, t.round_id, t.site_code, t.purpose, o.position::int, o.subject_kind, o.subject_id,
         o.device_id, o.device_seq
    from batching.open_members o join batching.tubes t using (tube_id)
   where t.campaign_id = any($1::uuid[])
)`;

/** The same as the laboratory was told: 18 bytes a specimen: position, kind, subject. */
export const expectedMembers = `(
  select e.tube_id, e.site_code, get_byte(packed.bytes, 0)::int as position,
         (array['person', 'place', 'goods'])[get_byte(packed.bytes, 1) + 1] as kind,
         encode(substr(packed.bytes, 3, 16), 'hex')::uuid as subject_id
    from lab.expected_tubes e
    cross join lateral generate_series(0, octet_length(e.members) / 18 - 1) as number
    cross join lateral (select substr(e.members, number * 18 + 1, 18) as bytes) as packed
   where e.members is not null and e.campaign_id = any($1::uuid[])
)`;
