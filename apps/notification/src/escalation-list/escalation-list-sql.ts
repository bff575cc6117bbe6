import { isoSql } from '@lib/platform';
export const pageRows = 200;

/** Parameters: campaign, district (null for all), state, cursor (null for the first page). */
export const escalationsSql = `
  select escalation_id as "escalationId", tube_id as "tubeId", result_version as "resultVersion", finding,
         site_code as "siteCode", district_code as "districtCode", state,
         alarm_share_of_upload as "alarmShareOfUpload", opened_at as "openedAt", received_at as "receivedAt",
         taken_at as "takenAt", taken_by as "takenBy", rung, attempt,
         case when taken_at is null and revoked_at is null then next_rung_at end as "nextRungAt",
         jsonb_build_object(
           'role', coalesce(owner_role, 'cdc-duty'), 'person', coalesce(taken_by, owner_person),
           'since', ${isoSql('coalesce(taken_at, owner_since, opened_at)')}) as owner,
         (select count(*)::int from escalation_members m where m.escalation_id = e.escalation_id) as members,
         (select count(*)::int from escalation_members m
           where m.escalation_id = e.escalation_id and m.acknowledged_at is not null) as "acknowledgedMembers",
         (select coalesce(jsonb_agg(jsonb_build_object('rung', c.rung, 'role', c.role, 'person', c.person,
                   'calledAt', ${isoSql('c.called_at')}, 'reason', c.reason) order by c.call), '[]')
            from calls c where c.escalation_id = e.escalation_id) as calls
    from escalations e
   where campaign_id = $1 and ($2::text is null or district_code = $2)
     and case $3::text when 'waiting' then taken_at is null and revoked_at is null
                       when 'taken' then taken_at is not null and revoked_at is null
                       else true end
     and ($4::uuid is null or escalation_id < $4)
   order by escalation_id desc limit ${pageRows + 1}`;
