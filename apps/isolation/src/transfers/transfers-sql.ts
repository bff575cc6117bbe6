/**
 * Who is fetched from a district or brought into it. In: $1 the district or null, $2 `open` or `all`, $3 a trip or null,
 * $4 and $5 the place of the page before, or null.
 */
export const transfersSql = `
  select t.transfer_id as "transferId", t.campaign_id as "campaignId", t.participant_id as "participantId",
         t.case_id as "caseId", t.measure_id as "measureId", t.state, t.site_code as "siteCode",
         t.district_code as "districtCode",
         json_build_object('pointId', p.point_id, 'name', p.name, 'kind', p.kind, 'room', r.label) as destination,
         case when t.trip_id is not null then
           json_build_object('tripId', t.trip_id, 'label', v.label, 'seat', t.seat) end as vehicle,
         t.ordered_at as "orderedAt", date_trunc('milliseconds', t.due_at) as "dueAt", t.boarded_at as "boardedAt",
         t.arrived_at as "arrivedAt"
    from transfers t
    join isolation_points p using (point_id)
    left join room_stays s on s.stay_id = t.stay_id
    left join rooms r on r.room_id = s.room_id
    left join trips j on j.trip_id = t.trip_id
    left join vehicles v on v.vehicle_id = j.vehicle_id
   where ($1::text is null or t.district_code = $1 or p.district_code = $1)
     and ($2 = 'all' or t.state in ('ordered', 'boarded'))
     and ($3::uuid is null or t.trip_id = $3)
     and ($4::timestamptz is null or (date_trunc('milliseconds', t.due_at), t.transfer_id) > ($4, $5::uuid))
   order by date_trunc('milliseconds', t.due_at), t.transfer_id`;
