import * as campaign from './healthy-campaign.js';
import type { Planted } from './planted.js';

const person = campaign.personId;

/** Cases that nobody answers for, and steps of people who are owed nothing. */
export const ownership: readonly Planted[] = [
  {
    fault: 'the last step of a case vanishes, and with it whoever answers for the person',
    sql: `delete from isolation.tasks where participant_id = '${person(3)}' and kind = 'decide-end'`,
    seenBy: ['cases-owned'],
    name: person(3),
  },
  {
    fault: 'a step of a case has nobody who answers for it',
    sql: `do $$ declare c record; begin for c in select conname from pg_constraint where conrelid = 'isolation.tasks'::regclass and contype = 'c'
            loop execute format('alter table isolation.tasks drop constraint %I', c.conname); end loop; end $$;
          update isolation.tasks set owner_role = '' where participant_id = '${person(3)}' and kind = 'decide-end'`,
    seenBy: ['cases-owned'],
    name: person(3),
  },
  {
    fault: 'somebody is cleared and still on a list',
    sql: `update isolation.tasks set participant_id = '${person(4)}', case_id = '${campaign.caseOf(4)}', subject = '${campaign.caseOf(4)}' where kind = 'decide-end';
          insert into isolation.tasks select '${campaign.uuid(6, 22)}', kind, '${campaign.caseOf(3)}', 1, campaign_id, '${person(3)}', '${campaign.caseOf(3)}',
            site_code, district_code, lab_code, owner_role, owner_person, taken_at, offered_to_role, offered_to_person, offered_by, offered_at, state, detail,
            policy_version, opened_by, opened_at, begins_at, due_at, next_rung_at, overdue_level, outcome, ended_at, ended_by, version, facts_told, changed_at
            from isolation.tasks where kind = 'decide-end'`,
    seenBy: ['cases-owned'],
    name: person(4),
  },
];
