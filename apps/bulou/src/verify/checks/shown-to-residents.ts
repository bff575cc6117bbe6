import { alarmingFindings } from '@lib/vocabulary';
import { type Check, foundAll, type Violation } from '../check.js';
import { members } from '../members-sql.js';
import { standing, standingNeeds } from '../standing-sql.js';

interface Asked {
  readonly tube_id: string;
  readonly participant_id: string;
  readonly site_code: string;
  readonly stands: keyof typeof expected;
}

/** What a page may say of people who stand like this in the rooms. */
const expected = {
  answered: ['pool-negative', 'single-negative', 'corrected-negative'],
  verified: ['verified'],
  open: ['under-recollection'],
  called: ['call-back'],
  waiting: ['waiting'],
} as const satisfies Record<string, readonly string[]>;

const perKind = 5;

// Only people of one tube, whose page follows from that tube alone; spread by a hash, so that not the first sites are asked.
const sql = `
  with tube as materialized (select * from ${standing} as s),
  inside as materialized (select m.campaign_id, m.tube_id, m.subject_id from ${members} as m where m.kind = 'person'),
  once as (select min(tube_id) as tube_id, subject_id from inside group by campaign_id, subject_id having count(*) = 1),
  stood as (
    select o.tube_id, o.subject_id as participant_id, t.site_code, case
        when c.state = 'verified' then 'verified'
        when c.state = 'open' and a.taken_at is not null then 'open'
        when c.case_id is not null then null
        when t.state in ('void', 'rejected', 'lost') or (r.finding = 'invalid' and r.released_at is not null) then 'called'
        when r.finding = 'not-detected' and r.released_at is not null then 'answered'
        when r.tube_id is null and t.state <> 'opened' then 'waiting' end as stands
      from once o join tube t using (tube_id)
      left join lab.results r on r.tube_id = o.tube_id and r.effective
      left join isolation.cases c on c.participant_id = o.subject_id and c.campaign_id = any($1::uuid[])
      left join isolation.alerts a on a.escalation_id = c.escalation_id
     where r.finding is null or r.finding = any($2::text[]) or r.finding in ('not-detected', 'invalid')),
  numbered as (
    select *, row_number() over (partition by stands order by md5(participant_id::text)) as number from stood where stands is not null)
  select tube_id, participant_id, site_code, stands from numbered where number <= ${perKind}`;

/** A few people of each kind are asked for over HTTP, as themselves: the page says what the rooms hold. */
export const shownToResidents: Check = {
  id: 'shown',
  zh: '抽查：居民本人页面所示与各系统一致',
  en: 'a sample of residents reads on their own page what the rooms hold',
  needs: [...standingNeeds, 'batching.open_members', 'lab.results', 'isolation.cases', 'isolation.alerts'],
  async run(view) {
    const ask = view.sources.askAsResident;
    if (!ask) return { skipped: 'residents’ tokens are made in the local profile only' };
    const asked = await view.sql<Asked>(sql, [view.campaigns, alarmingFindings]);
    const found: Violation[] = [];
    for (const { tube_id: tube, participant_id: person, site_code: place, stands } of asked) {
      const page = (await ask(person).catch((error: unknown) => ({ view: String(error) }))) as { view?: string };
      const words: readonly string[] = expected[stands];
      if (words.includes(page.view ?? '')) continue;
      found.push({ tube, person, place, note: `居民页面与实际不符 / stands as ${stands} and reads "${page.view}"` });
    }
    return foundAll(found, `${asked.length} people were asked for`);
  },
};
