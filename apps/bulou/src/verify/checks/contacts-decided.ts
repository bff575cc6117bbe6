import { sqlCheck } from '../check.js';

// The loop that frees looks every second, and an answer passes two rooms; a minute past its clock somebody was overlooked.
const overlooked = `interval '60 seconds'`;

/**
 * Contacts are found by software and decided by people (settled 12, orders 71–73): no verified case is left unasked, no
 * proposal is left hanging, and nothing is done to anybody on a proposal.
 */
export const contactsDecided = sqlCheck({
  id: 'contacts-decided',
  zh: '每例确认病例都问过接触者；每名被提出的人已判定、已转随访或仍在时限内，未判定者无任何措施；处置单重新打开的，接触者再次提请判定',
  en: 'contacts of every verified case were sought; each one proposed is decided, free with a look-out, or inside the clock, nobody is held on a proposal, and a case that is opened again leads to its contacts again',
  needs: ['isolation.cases', 'isolation.contact_questions', 'isolation.contact_links', 'isolation.measures'],
  sql: `
    select null as tube, participant_id::text as person, site_code as place,
           '确认病例没有问过接触者 / nobody asked who was near this verified case' as note
      from isolation.cases c
     where campaign_id = any($1::uuid[]) and state = 'verified'
       and not exists (select 1 from isolation.contact_questions q where q.case_id = c.case_id and q.contact_id is null)
    union all
    select null, l.participant_id::text, l.site_code,
           '已判定的密接没有再问一层 / the contacts of this decided contact were never sought'
      from isolation.contact_links l join isolation.cases c on c.case_id = l.index_case_id and c.state = 'verified'
     where l.campaign_id = any($1::uuid[]) and l.decision = 'linked' and l.category = 'close-contact'
       and l.proposed_again_as is null
       and not exists (select 1 from isolation.contact_questions q where q.contact_id = l.contact_id)
    union all
    select null, q.participant_id::text, c.site_code,
           '接触者问询没有答复 / a room did not answer who was near this person'
      from isolation.contact_questions q join isolation.cases c using (case_id)
     where q.campaign_id = any($1::uuid[]) and q.asked_at < (select clock_timestamp()) - ${overlooked}
       and (q.neighbours_told_at is null or q.household_told_at is null)
    union all
    select null, participant_id::text, site_code,
           '被提出的接触者超过时限，无人判定也未转随访 / past its clock this contact is neither decided nor free with a look-out'
      from isolation.contact_links
     where campaign_id = any($1::uuid[]) and decision is null and decide_by < (select clock_timestamp()) - ${overlooked}
    union all
    select null, participant_id::text, site_code,
           '提名者自行判定 / was decided by the very person who proposed it'
      from isolation.contact_links where campaign_id = any($1::uuid[]) and decided_by = proposed_by
    union all
    select null, m.participant_id::text, m.site_code,
           '仅凭提名就采取了措施 / a measure rests on a proposal that nobody decided'
      from isolation.measures m join isolation.contact_links l on l.contact_id = m.basis_contact_id
     where m.campaign_id = any($1::uuid[]) and l.decision is distinct from 'linked'
    union all
    select null, l.participant_id::text, l.site_code,
           '处置单重新打开后，接触者没有再次提请判定 / the case was opened again and this contact was laid before nobody'
      from isolation.contact_links l join isolation.cases c on c.case_id = l.index_case_id and c.state in ('open', 'verified')
     where l.campaign_id = any($1::uuid[]) and l.decision = 'linked' and l.proposed_again_as is null
       and c.changed_at < (select clock_timestamp()) - ${overlooked}
       and exists (select 1 from isolation.measures m where m.basis_contact_id = l.contact_id
                    and m.ended_because = 'basis-gone' and m.ended_at < (select clock_timestamp()) - ${overlooked})
    union all
    select null, m.participant_id::text, m.site_code,
           '再次提请判定期间，仍依原判定采取措施 / is held on a decision that was laid before somebody again'
      from isolation.measures m join isolation.contact_links l on l.contact_id = m.basis_contact_id
     where m.campaign_id = any($1::uuid[]) and m.ended_at is null and l.proposed_again_as is not null`,
});
