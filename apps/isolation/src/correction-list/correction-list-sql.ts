export const pageRows = 100;

/**
 * An alert whose version was taken back, its people, and what became of each: a case that is revoked was revoked because
 * nothing else stood behind it. Parameters: district, campaign, and where the page begins (each null for all).
 */
const corrected = (limit: string) => `
  taken_back as (
    select a.escalation_id, a.tube_id, a.campaign_id, a.site_code, a.district_code, a.finding, a.result_version,
           w.result_version as replaced_by, w.recorded_at, w.actor
      from withdrawals w
      join lateral (select * from alerts a where a.tube_id = w.tube_id and a.result_version <= w.supersedes
                     order by a.result_version desc limit 1) a on true
     where ($1::text is null or a.district_code = $1) and ($2::uuid is null or a.campaign_id = $2)
       and ($3::timestamptz is null or (date_trunc('milliseconds', w.recorded_at), a.escalation_id) < ($3, $4::uuid))
     order by w.recorded_at desc, a.escalation_id desc ${limit}),
  people as (
    select t.escalation_id, c.case_id, c.state
      from taken_back t
      join alert_members m on m.escalation_id = t.escalation_id and m.subject_kind = 'person'
      left join cases c on c.campaign_id = t.campaign_id and c.participant_id = m.subject_id),
  apologies as (
    select distinct on (n.cause_id) n.cause_id, n.outcome from notice_outcomes n
     where n.kind = 'correction-apology' and n.cause_id in (select case_id::text from people where state = 'revoked')
     order by n.cause_id, n.cause_version desc),
  told as (
    select p.escalation_id, count(*)::int as people, count(*) filter (where p.state = 'revoked')::int as revoked,
           count(*) filter (where p.state is distinct from 'revoked')::int as "goOn",
           count(a.outcome) filter (where a.outcome in ('sent', 'delivered', 'read'))::int as told,
           count(a.outcome) filter (where a.outcome in ('delivered', 'read'))::int as delivered,
           count(a.outcome) filter (where a.outcome in ('failed', 'overtaken'))::int as failed,
           count(*) filter (where p.state = 'revoked' and a.outcome is null)::int as waiting
      from people p left join apologies a on a.cause_id = p.case_id::text group by p.escalation_id)`;

const count = (name: string) => `coalesce(o."${name}", 0) as "${name}"`;

export const correctionsSql = `with ${corrected(`limit ${pageRows + 1}`)}
  select t.escalation_id as "escalationId", t.tube_id as "tubeId", t.campaign_id as "campaignId",
         t.site_code as "siteCode", t.district_code as "districtCode", t.finding, t.result_version as "resultVersion",
         t.replaced_by as "replacedByVersion", date_trunc('milliseconds', t.recorded_at) as "withdrawnAt",
         t.actor as "withdrawnBy",
         ${['people', 'revoked', 'goOn', 'told', 'delivered', 'failed', 'waiting'].map(count).join(', ')}
    from taken_back t left join told o on o.escalation_id = t.escalation_id
   order by t.recorded_at desc, t.escalation_id desc`;

export const totalsSql = `with ${corrected('')}
  select (select count(*)::int from taken_back) as corrections, coalesce(sum(people), 0)::int as people,
         coalesce(sum(revoked), 0)::int as revoked, coalesce(sum(told), 0)::int as told,
         coalesce(sum(waiting), 0)::int as waiting from told`;
