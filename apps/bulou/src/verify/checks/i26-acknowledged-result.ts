import { type Check, sampleMax, type Violation } from '../check.js';
import { partly } from '../witnessed-scans.js';

const sql = `
  with witnessed as (select * from unnest($1::text[], $2::text[], $3::text[]) as w(tube_id, lab_code, finding)),
  found as (
    select w.tube_id as tube, w.lab_code as place, '已确认的结果不在或结论不同 / was told that "' || w.finding || '" is recorded; stored is '
             || coalesce((select string_agg(r.finding || ' by ' || r.lab_code, ', ' order by r.version)
                            from lab.results r where r.tube_id = w.tube_id), 'nothing') as note
      from witnessed w
     where not exists (select 1 from lab.results r
             where r.tube_id = w.tube_id and r.lab_code = w.lab_code and r.finding = w.finding))
  select count(*) over () as total, found.* from found limit ${sampleMax}`;

/** What a laboratory was told is recorded is there, with the same verdict. */
export const i26: Check = {
  id: 'i26',
  zh: '每一条已确认的检测结果都在，且结论相同',
  en: 'every acknowledged result is there with the same verdict',
  needs: ['lab.results'],
  async run(view) {
    const seen = view.witnesses();
    if (seen.size === 0) return { skipped: 'no load client wrote a witness file of these campaigns' };
    const lines = [...seen.values()].flatMap(({ results }) => results).filter(({ outcome }) => outcome === 'ok');
    const values = [lines.map((line) => line.tubeId), lines.map((line) => line.lab), lines.map((line) => line.finding)];
    const rows = await view.sql<Violation & { total: string }>(sql, values);
    return { total: Number(rows[0]?.total ?? 0), first: rows, ...partly(seen.size, view.campaigns.length) };
  },
};
