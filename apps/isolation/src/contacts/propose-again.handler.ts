import { Database, Log } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { eachOnce } from '../subject/each-once.js';
import { ContactLinks } from './contact-links.store.js';
import type { AnsweredLink } from './contact-links.store.js';

const linksPerCommit = 200;

// A person whose isolation ran on because the case was opened again at once was never let go, and is not asked about.
const answeredSql = (more: string) => `
  with reopened as (
    select case_id, max(recorded_at) as at from case_history
     where from_state in ('cleared', 'revoked') and to_state in ('open', 'verified') group by case_id)
  select l.contact_id as "contactId", l.campaign_id as "campaignId", l.participant_id as "participantId",
         l.index_case_id as "caseId", l.index_participant_id as "indexParticipantId", l.kind, l.category,
         l.site_code as "siteCode", l.last_contact_at as "lastContactAt", l.question_id as "questionId",
         l.proposed_by as "proposedBy"
    from reopened r
    join cases c on c.case_id = r.case_id and c.state in ('open', 'verified')
    join contact_links l on l.index_case_id = r.case_id and l.proposed_again_as is null
   where l.decision is not null
     and case when l.decision = 'linked' and exists (select 1 from measures m where m.basis_contact_id = l.contact_id)
           then exists (select 1 from measures m
                         where m.basis_contact_id = l.contact_id and m.ended_because = 'basis-gone')
           else l.decided_at < r.at end
     and ${more}`;
const pageSql = `${answeredSql(`($1::uuid is null or (l.participant_id, l.contact_id) > ($1, $2::uuid))`)}
   order by l.participant_id, l.contact_id limit ${linksPerCommit}`;
// Whoever decides about one at this moment is let be: the next look sees what they decided.
const lockedSql = `${answeredSql('l.contact_id = any($1::uuid[])')}
   order by l.participant_id, l.contact_id for no key update of l skip locked`;

/**
 * A case that was over and is open again leads to its contacts again, and what was decided about them fell with it
 * (0078, 0087). Each is laid before somebody once more; nothing follows for anybody until a person decides.
 */
@Injectable()
export class ProposeAgain {
  constructor(
    private readonly database: Database,
    private readonly links: ContactLinks,
    private readonly log: Log,
  ) {}

  /** Out: how many were looked at. */
  run(): Promise<number> {
    return eachOnce<AnsweredLink>({
      pageAfter: (last) =>
        this.database.query<AnsweredLink>(pageSql, [last?.participantId ?? null, last?.contactId ?? null]),
      work: (found) =>
        this.database.transaction(async (tx) => {
          const ids = found.map(({ contactId }) => contactId);
          await this.links.proposeAgain(tx, await tx.query<AnsweredLink>(lockedSql, [ids]));
        }),
      failed: ({ contactId: contact }, error) =>
        this.log.error('a contact of a case that is open again could not be proposed', error, { contact }),
    });
  }
}
