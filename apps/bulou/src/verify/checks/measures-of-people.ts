import { alarmingFindings } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/**
 * What the constraints of isolation promise, looked at again from outside and across the rooms: nobody is held without
 * one whole basis, an end and a remedy (settled 12).
 */
const held = `held as materialized (select * from isolation.measures where campaign_id = any($1::uuid[]))`;
const named = `basis_tube_id as tube, participant_id::text as person, site_code as place`;

/** Own result: alert, effective row of an upload, received tube, scan. Contact: a person's decision. Order: two people. */
export const measuresHaveBasis = sqlCheck({
  id: 'measures-have-basis',
  zh: '每项措施有且只有一种完整的依据，并能逐环查到',
  en: 'every measure rests on one basis, whole, and each link of it is there',
  needs: [
    'isolation.measures',
    'isolation.cases',
    'isolation.alerts',
    'isolation.alert_members',
    'isolation.contact_links',
    'isolation.authority_orders',
    'isolation.authority_order_persons',
    'lab.results',
    'lab.upload_rows',
    'lab.lab_tubes',
    'batching.tubes',
    'batching.open_members',
  ],
  values: [alarmingFindings],
  sql: `
    with ${held},
    scanned as materialized (
      select tube_id, subject_id from ${members} as m where m.tube_id in (select basis_tube_id from held)),
    proven as (
      select h.measure_id from held h
        join isolation.alerts a on a.escalation_id = h.basis_escalation_id and a.tube_id = h.basis_tube_id
         and a.result_version = h.basis_result_version
        join isolation.alert_members m on m.escalation_id = a.escalation_id and m.subject_id = h.participant_id
        join lab.results r on r.tube_id = h.basis_tube_id and r.version = h.basis_result_version and r.finding = any($2::text[])
        join lab.upload_rows u on u.upload_id = r.upload_id and u.row = r.row
        join lab.lab_tubes t on t.tube_id = r.tube_id and t.state = 'resulted'
        join scanned s on s.tube_id = r.tube_id and s.subject_id = h.participant_id
       where h.basis_kind = 'own-result-chain' and h.case_id is not null
         and (a.upload_id is null or a.upload_id = r.upload_id)
         and num_nonnulls(h.basis_contact_id, h.basis_order_id) = 0
      union all
      select h.measure_id from held h
        join isolation.contact_links l on l.contact_id = h.basis_contact_id and l.participant_id = h.participant_id
         and l.decision = 'linked' and l.decided_by = h.basis_decided_by and l.index_participant_id <> h.participant_id
        join isolation.cases c on c.case_id = l.index_case_id
       where h.basis_kind = 'contact-link' and num_nonnulls(h.basis_escalation_id, h.basis_order_id) = 0
      union all
      select h.measure_id from held h
        join isolation.authority_orders o on o.order_id = h.basis_order_id and o.signed_by <> o.countersigned_by
         and o.auditor_told_at is not null
        join isolation.authority_order_persons p on p.order_id = o.order_id and p.participant_id = h.participant_id
       where h.basis_kind = 'authority-order' and num_nonnulls(h.basis_escalation_id, h.basis_contact_id) = 0)
    select ${named}, '措施 ' || measure_id || ' 没有可证的依据 / this measure has no basis that can be proven' as note
      from held where measure_id not in (select measure_id from proven)`,
});

// A worker writes ends every second; what is a minute past its own end and still reads as open was overlooked.
const overlooked = `interval '60 seconds'`;

export const measuresEnd = sqlCheck({
  id: 'measures-end',
  zh: '每项措施都有终点，到点自动结束，延长由另一人决定',
  en: 'every measure has an end, is over when it says, and is continued by another person only',
  needs: ['isolation.measures', 'isolation.campaign_policies'],
  sql: `
    with ${held}
    select ${named}, '没有终点，或终点早于开始 / it has no end, or one before its start' as note
      from held where ends_at is null or ends_at <= starts_at
    union all
    select ${named}, '到点未结束 / it is past its end and nobody wrote that down'
      from held where ended_at is null and ends_at < (select clock_timestamp()) - ${overlooked}
    union all
    select ${named}, '结束晚于所说的终点，或无人署名 / it ended later than it said, or nobody signed for it'
      from held where ended_at > ends_at or (ended_because in ('lifted', 'appeal-won') and coalesce(ended_by, '') = '')
    union all
    select m.basis_tube_id, m.participant_id::text, m.site_code, '同一人延长 / continued by the person who decided it'
      from held m join held b on b.measure_id = m.supersedes where m.decided_by = b.decided_by
    union all
    select ${named}, '当时没有该政策包 / no policy pack of that name was told then'
      from held h where not exists (
        select 1 from isolation.campaign_policies p
         where p.campaign_id = h.campaign_id and p.version = h.policy_version
           and (p.policy #>> '{measures,packId}' = h.policy_pack_id
             or p.policy -> 'measuresByArea' @? format('$.*.packId ? (@ == %s)', to_json(h.policy_pack_id))::jsonpath))`,
});

export const measuresHaveRemedy = sqlCheck({
  id: 'measures-have-remedy',
  zh: '每项措施写明机关、法律、原因、地点和救济途径，异议由未参与的人答复',
  en: 'every measure names authority, law, reason, place and remedy; an objection is answered by somebody who had no part',
  needs: ['isolation.measures', 'isolation.appeals'],
  sql: `
    with ${held}
    select ${named}, '缺少机关、法律、原因、地点或救济 / authority, law, reason, place or remedy is missing' as note
      from held
     where coalesce(authority, '') = '' or coalesce(legal_basis, '') = '' or coalesce(decree_number, '') = ''
        or coalesce(reason, '') = '' or coalesce(place, '') = '' or coalesce(remedy_zh, '') = '' or coalesce(remedy_en, '') = ''
    union all
    select ${named}, '异议由决定者本人答复 / an objection was answered by whoever decided the measure'
      from held h join isolation.appeals a using (measure_id, campaign_id, participant_id, decided_by)
    union all
    select ${named}, '异议成立而措施未结束 / an objection was right and the measure went on'
      from held h join isolation.appeals a using (measure_id, campaign_id, participant_id)
     where a.decision = 'lifted' and h.ended_at is null`,
});

export const measuresOfPeople = [measuresHaveBasis, measuresEnd, measuresHaveRemedy] as const;
