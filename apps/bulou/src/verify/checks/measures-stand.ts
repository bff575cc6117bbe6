import { sqlCheck } from '../check.js';

// What rests on a contact is ended by a worker that looks every second; what is a minute old was overlooked.
const overlooked = `interval '60 seconds'`;

/**
 * A basis is looked at for as long as a measure lasts, not only when it begins: what was taken back, and a contact with
 * somebody who has nothing, keep nobody (settled 12).
 */
export const measuresStand = sqlCheck({
  id: 'measures-stand',
  zh: '结果撤回、接触的病例已解除或撤销、不再是复核阳性的，相应措施都已结束',
  en: 'no measure outlives its basis: a result taken back, a case that is over, an infection that is verified no more',
  needs: ['isolation.measures', 'isolation.alerts', 'isolation.withdrawals', 'isolation.cases'],
  sql: `
    with running as materialized (
      select * from isolation.measures
       where campaign_id = any($1::uuid[]) and ended_at is null and ends_at > (select clock_timestamp()))
    select basis_tube_id as tube, participant_id::text as person, site_code as place,
           '结果已全部撤回，措施仍在 / every result of this tube was taken back and the measure goes on' as note
      from running r
     where basis_kind = 'own-result-chain'
       and exists (select 1 from isolation.withdrawals w
                    where w.tube_id = r.basis_tube_id and w.recorded_at < (select clock_timestamp()) - ${overlooked})
       and not exists (
         select 1 from isolation.alerts a where a.tube_id = r.basis_tube_id and not exists (
           select 1 from isolation.withdrawals w where w.tube_id = a.tube_id and w.supersedes >= a.result_version))
    union all
    select null, r.participant_id::text, r.site_code,
           '接触的病例已解除或撤销，措施仍在 / the case behind this contact is over and the measure goes on'
      from running r join isolation.cases c on c.case_id = r.basis_index_case_id
     where c.state in ('cleared', 'revoked') and greatest(c.changed_at, r.recorded_at) < (select clock_timestamp()) - ${overlooked}
    union all
    select r.basis_tube_id, r.participant_id::text, r.site_code,
           '已不是复核阳性，仍按感染者处置 / is verified no more and still kept as infected or recovered'
      from running r join isolation.cases c on c.case_id = r.case_id
     where r.basis_kind = 'own-result-chain' and r.category in ('infected', 'recovered') and c.state <> 'verified'
       and c.changed_at < (select clock_timestamp()) - ${overlooked}`,
});
