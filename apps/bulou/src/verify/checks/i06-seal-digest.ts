import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** The seal: SHA-256 over `position:subject`, joined by `|`, is what was stored at sealing and what was told then. */
export const i06 = sqlCheck({
  id: 'i06',
  zh: '封签与管内人员相符，封管后无人被换入换出',
  en: 'the seal fits the people in the tube; nobody was changed after sealing',
  needs: ['batching.tubes', 'batching.open_members', 'batching.outbox'],
  sql: `
    with counted as (
      select tube_id, sha256(convert_to(string_agg(position || ':' || subject_id, '|' order by position), 'UTF8')) as digest
        from ${members} as m group by tube_id),
    told as (
      select aggregateid as tube_id, payload ->> 'sealDigest' as digest from batching.outbox
       where type = 'batching.tube-sealed.v1' and payload ->> 'campaignId' = any($1::text[]))
    select t.tube_id as tube, t.site_code as place,
           case when t.seal_digest is distinct from c.digest then '管内人员不是封管时的人员 / the people in the tube are not those that were sealed'
                else '封签与封管时通报的不同 / the seal is not the one that was told at sealing' end as note
      from batching.tubes t left join counted c using (tube_id) left join told o using (tube_id)
     where t.campaign_id = any($1::uuid[]) and t.sealed_at is not null
       and (t.seal_digest is distinct from c.digest or o.digest <> encode(t.seal_digest, 'hex'))`,
});
