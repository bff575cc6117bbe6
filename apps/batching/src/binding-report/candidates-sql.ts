/**
 * Who may own a swab too many in a tube: whoever was scanned by a device that had this tube in hand, from some minutes
 * before it was opened until as many after it was sealed, and is not in it. Devices' clocks are compared with
 * themselves only. Parameters: tube, minutes of the window.
 */
export const candidatesSql = `
  with tube as (
    select tube_id, campaign_id, site_code,
           opened_captured_at - make_interval(secs => 60 * $2::double precision) as since,
           coalesce(sealed_captured_at, opened_captured_at) + make_interval(secs => 60 * $2::double precision) as until
      from tubes where tube_id = $1),
  lane as (
    select opened_device_id as device_id from tubes where tube_id = $1
    union select sealed_device_id from tubes where tube_id = $1 and sealed_device_id is not null
    union select device_id from tube_members where tube_id = $1),
  near as (
    select m.subject_id, other.tube_id as other_tube_id
      from tube
      join tubes other on other.site_code = tube.site_code and other.campaign_id = tube.campaign_id
           and other.tube_id <> tube.tube_id and other.opened_captured_at <= tube.until
           and coalesce(other.sealed_captured_at, tube.until) >= tube.since
      join tube_members m on m.tube_id = other.tube_id
     where m.subject_kind = 'person' and m.device_id in (select device_id from lane)
       and m.captured_at between tube.since and tube.until
    union all
    select undone.subject_id, null from undone_scans undone cross join tube
     where undone.subject_kind = 'person' and undone.device_id in (select device_id from lane)
       and undone.captured_at between tube.since and tube.until
    union all
    select said.subject_id, null from journal_exceptions said cross join tube
     where said.kind = 'scan' and said.outcome = 'refused' and said.subject_kind = 'person'
       and said.campaign_id = tube.campaign_id and said.device_id in (select device_id from lane)
       and said.captured_at between tube.since and tube.until)
  select subject_id as "participantId", max(other_tube_id) as "otherTubeId"
    from near
   where subject_id is not null and subject_id not in (select subject_id from tube_members where tube_id = $1)
   group by subject_id order by subject_id limit 200`;
