import { sqlCheck } from '../check.js';

/** What was told, against what the laboratory's own rows say (B7 of the record of failures: a message tied to no result). */
const told = `n.participant_id::text as person, n.result_tube_id as tube, n.site_code as place`;

/** No notice lets somebody conclude a result that was not released before, and nobody hears twice of one. */
export const i24 = sqlCheck({
  id: 'i24',
  zh: '通知所依据的结果先已签发且仍有效，同一人同一结果版本至多一次',
  en: 'no notice before the release of its result, and at most one per person and result version',
  needs: ['notification.notices', 'notification.notice_sends', 'lab.results'],
  sql: `
    select ${told}, '通知早于签发，或结果未签发 / notice ' || n.notice_id || ' went out before this result was released' as note
      from notification.notices n
      join notification.notice_sends s on s.notice_id = n.notice_id and s.sent_at is not null
     where n.campaign_id = any($1::uuid[]) and n.participant_id is not null and n.result_tube_id is not null
       and not exists (select 1 from lab.results r where r.tube_id = n.result_tube_id and r.version = n.result_version
                          and r.released_at <= s.sent_at and r.status <> 'cancelled')
    union all
    select n.participant_id::text, n.cause_id, min(n.site_code), '同一结果版本通知多次 / told ' || count(*) || ' times of one result version'
      from notification.notices n
     where n.campaign_id = any($1::uuid[]) and n.participant_id is not null and n.cause_kind = 'result'
     group by n.participant_id, n.cause_id, n.cause_version having count(*) > 1`,
});

/** A detection that was taken back leaves no case, no measure and no step behind, and everybody is told once. */
export const correctionsTold = sqlCheck({
  id: 'corrections-told',
  zh: '撤回的初筛阳性：处置单已撤销、措施已结束、本人已致歉告知一次',
  en: 'of a withdrawn detection no case, measure or step is left, and each person is told once',
  needs: [
    'isolation.cases',
    'isolation.case_history',
    'isolation.alerts',
    'isolation.alert_members',
    'isolation.withdrawals',
    'isolation.measures',
    'notification.notices',
  ],
  sql: `
    with detections as materialized (
      select a.campaign_id, m.subject_id, a.tube_id, a.result_version, a.site_code,
             exists (select 1 from isolation.withdrawals w
                      where w.tube_id = a.tube_id and w.supersedes >= a.result_version) as is_withdrawn
        from isolation.alerts a join isolation.alert_members m using (escalation_id)
       where a.campaign_id = any($1::uuid[]) and m.subject_kind = 'person'),
    baseless as (
      select campaign_id, subject_id, max(tube_id) as tube_id from detections
       group by campaign_id, subject_id having bool_and(is_withdrawn)),
    revocations as (
      select h.campaign_id, h.participant_id, h.case_id, count(*) as times from isolation.case_history h
       where h.campaign_id = any($1::uuid[]) and h.act = 'revoked' and h.to_state = 'revoked'
       group by h.campaign_id, h.participant_id, h.case_id),
    apologies as (
      select n.cause_id, count(*) as times from notification.notices n
       where n.campaign_id = any($1::uuid[]) and n.kind = 'correction-apology' group by n.cause_id)
    select b.tube_id as tube, b.subject_id::text as person, c.site_code as place,
           '依据已撤回，处置单仍为 ' || c.state || ' / every detection was taken back, and the case stands as ' || c.state as note
      from baseless b join isolation.cases c on c.campaign_id = b.campaign_id and c.participant_id = b.subject_id
     where c.state <> 'revoked'
    union all
    select d.tube_id, d.subject_id::text, d.site_code, '依据已撤回，措施仍在执行 / measure ' || s.measure_id || ' goes on although its detection was taken back'
      from detections d
      join isolation.measures s on s.campaign_id = d.campaign_id and s.participant_id = d.subject_id
       and s.basis_kind = 'own-result-chain' and s.basis_tube_id = d.tube_id and s.basis_result_version = d.result_version
      join isolation.cases c on c.campaign_id = d.campaign_id and c.participant_id = d.subject_id and c.state = 'revoked'
     where d.is_withdrawn and s.ended_at is null and s.ends_at > now()
    union all
    select null, r.participant_id::text, null,
           '撤销 ' || r.times || ' 次，致歉 ' || coalesce(a.times, 0) || ' 次 / revoked ' || r.times || ' times, told ' || coalesce(a.times, 0) || ' times'
      from revocations r left join apologies a on a.cause_id = r.case_id::text
     where coalesce(a.times, 0) <> r.times`,
});
