import { sqlCheck } from '../check.js';

/** Of the versions of a result exactly one counts: the newest; they are numbered 1 to n, each naming the one before. */
export const i12 = sqlCheck({
  id: 'i12',
  zh: '每管只有一个生效结果，且为最新版；版本连续',
  en: 'every tube has one effective result, the newest of versions without gap',
  needs: ['batching.tubes', 'lab.lab_tubes', 'lab.results'],
  sql: `
    with tube as materialized (select tube_id, site_code from batching.tubes where campaign_id = any($1::uuid[])),
    counted as materialized (
      select tube_id, min(lab_code) as lab_code, count(*) as versions, count(distinct version) as numbers, max(version) as newest,
             count(*) filter (where effective) as effective, max(version) filter (where effective) as effective_version,
             bool_or(supersedes is distinct from nullif(version - 1, 0)) as is_broken
        from lab.results where tube_id in (select tube_id from tube) group by tube_id)
    select tube_id as tube, lab_code as place,
           '生效结果或版本不一致 / ' || versions || ' versions, newest ' || newest || ', effective ' || coalesce(effective_version::text, 'none')
             || ' (' || effective || ')' || case when is_broken then ', a version names another one than the one before' else '' end as note
      from counted
     where effective <> 1 or effective_version <> newest or numbers <> newest or versions <> newest or is_broken
    union all
    select l.tube_id, l.lab_code, case when c.tube_id is null then '状态为已出结果而没有结果 / stands as resulted and has no result' else '有结果而状态不符 / has a result and stands as ' || l.state end
      from lab.lab_tubes l join tube using (tube_id) left join counted c using (tube_id)
     where (l.state = 'resulted') <> (c.tube_id is not null)`,
});
