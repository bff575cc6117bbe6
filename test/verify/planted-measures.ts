import * as campaign from './healthy-campaign.js';
import { tubes } from './healthy-campaign.js';
import type { Planted } from './planted.js';

const { plain } = tubes;
const person = campaign.personId;

// No constraint may keep a test from planting.
const unchecked = `do $$ declare c record; begin for c in select conname, conrelid::regclass as of from pg_constraint
  where conrelid in ('isolation.measures'::regclass, 'isolation.appeals'::regclass, 'isolation.contact_links'::regclass, 'isolation.authority_orders'::regclass) and contype = 'c'
  loop execute format('alter table %s drop constraint %I', c.of, c.conname); end loop; end $$;
  alter table isolation.measures alter column ends_at drop not null, alter column place drop not null;`;
const measure = (set: string) => `${unchecked} update isolation.measures set ${set}`;
const onContact = (index: number) =>
  `update isolation.measures set basis_kind = 'contact-link', basis_contact_id = '${campaign.uuid(6, 9)}', basis_index_case_id = '${campaign.caseOf(index)}',
    basis_decided_by = 'duty-1', basis_escalation_id = null, basis_tube_id = null, basis_result_version = null`;
const contactOf = (
  index: number,
  decision: string,
) => `insert into isolation.contact_links (contact_id, campaign_id, participant_id, index_case_id,
    index_participant_id, kind, category, site_code, district_code, last_contact_at, proposed_by, proposed_at, decide_by, decision, decided_by, decided_at)
  values ('${campaign.uuid(6, 9)}', '${campaign.campaignId}', '${person(4)}', '${campaign.caseOf(index)}', '${person(index)}', 'household', 'close-contact',
    '${campaign.siteCode}', '330105', now(), 'isolation', now(), now() + interval '1 day', ${decision}, case when ${decision} is null then null else 'duty-1' end, now());
  ${onContact(index)}`;
const appeal = (
  by: string,
  decision: string,
) => `insert into isolation.appeals (appeal_id, measure_id, campaign_id, participant_id, ground, words, filed_by,
    filed_via, filed_at, owner_role, policy_version, due_at, decision, decision_reason, decision_words, decided_by, decided_at)
  values ('${campaign.uuid(6, 8)}', '${campaign.measureId}', '${campaign.campaignId}', '${person(4)}', 'not-me', '', 'resident', 'page', now(), 'auditor', 1,
    now() + interval '1 day', '${decision}', 'basis-proven', '', '${by}', now())`;

const basisSeen = { seenBy: ['measures-have-basis'], name: person(4) };
const endSeen = { seenBy: ['measures-end'], name: person(4) };
const remedySeen = { seenBy: ['measures-have-remedy'], name: person(4) };

const proposed = (category: string, clock: string, decision: string, by = 'isolation') =>
  `${unchecked} insert into isolation.contact_links (contact_id, campaign_id, participant_id, index_case_id,
    index_participant_id, kind, category, site_code, district_code, last_contact_at, proposed_by, proposed_at, decide_by, decision, decided_by, decided_at)
  values ('${campaign.uuid(6, 9)}', '${campaign.campaignId}', '${person(4)}', '${campaign.caseOf(3)}', '${person(3)}', 'household', '${category}',
    '${campaign.siteCode}', '330105', now(), '${by}', now(), ${clock}, ${decision}, case when ${decision} is null then null else 'duty-1' end, now())`;
const linkedToday = proposed('spill-over', `now() + interval '1 day'`, `'linked'`);
const contactsSeen = { seenBy: ['contacts-decided'], name: person(4) };

/** Contacts whom nobody sought or decided about. */
const contacts: readonly Planted[] = [
  {
    fault: 'nobody asked who was near a verified case',
    sql: 'delete from isolation.contact_questions',
    seenBy: ['contacts-decided'],
    name: person(3),
  },
  {
    fault: 'a room never answered who was near a verified case',
    sql: 'update isolation.contact_questions set neighbours_told_at = null',
    seenBy: ['contacts-decided'],
    name: person(3),
  },
  {
    fault: 'a proposed contact is neither decided nor free after the clock',
    sql: proposed('contact-of-contact', `now() - interval '5 minutes'`, 'null'),
    ...contactsSeen,
  },
  {
    fault: 'whoever proposed a contact decided about them',
    sql: proposed('spill-over', `now() + interval '1 day'`, `'not-linked'`, 'duty-1'),
    ...contactsSeen,
  },
  {
    fault: 'a case was opened again, and nobody was asked again about the contact who was let go',
    sql: `${linkedToday}; ${onContact(3)}, ended_because = 'basis-gone', ends_at = now(), ended_at = now() - interval '5 minutes';
      update isolation.cases set changed_at = now() - interval '5 minutes' where case_id = '${campaign.caseOf(3)}'`,
    ...contactsSeen,
  },
  {
    fault: 'somebody is held on a decision that was laid before somebody again',
    sql: `${linkedToday}; update isolation.contact_links set proposed_again_as = contact_id;
      ${onContact(3)}, ended_because = null, ended_at = null, ends_at = now() + interval '1 hour'`,
    ...contactsSeen,
  },
  {
    fault: 'the contacts of a decided contact were never sought',
    sql: proposed('close-contact', `now() + interval '1 day'`, `'linked'`),
    ...contactsSeen,
  },
];

/** Measures without basis, end or remedy, as no constraint would let them in. */
export const measures: readonly Planted[] = [
  {
    fault: 'somebody is held without a basis',
    sql: measure('basis_escalation_id = null, basis_tube_id = null, basis_result_version = null'),
    ...basisSeen,
  },
  {
    fault: 'somebody is held on a result that no laboratory gave',
    sql: measure('basis_result_version = 7'),
    ...basisSeen,
  },
  {
    fault: 'somebody is held on a tube that holds nothing of theirs',
    sql: measure(`basis_tube_id = '${plain.tubeId}'`),
    ...basisSeen,
  },
  { fault: 'somebody is held on two bases', sql: measure(`basis_order_id = '${campaign.uuid(6, 7)}'`), ...basisSeen },
  {
    fault: 'somebody is held for a contact that nobody decided',
    sql: `${unchecked} ${contactOf(3, 'null')}`,
    ...basisSeen,
    seenBy: ['contacts-decided', 'measures-have-basis'],
  },
  {
    fault: 'somebody is held for a contact with themselves',
    sql: `${unchecked} ${contactOf(4, "'linked'")}`,
    ...basisSeen,
  },
  {
    fault: 'somebody is held by an order that one person signed twice',
    sql: `${unchecked} insert into isolation.authority_orders values ('${campaign.uuid(6, 7)}', '${campaign.campaignId}', '1', 'x', 'x', 'entrant', '${campaign.siteCode}', '330105', now(), 'duty-1', now(), 'duty-1', now(), now());
      insert into isolation.authority_order_persons values ('${campaign.uuid(6, 7)}', '${campaign.campaignId}', '${person(4)}');
      update isolation.measures set basis_kind = 'authority-order', basis_order_id = '${campaign.uuid(6, 7)}', basis_order_number = '1', basis_signed_by = 'duty-1',
        basis_countersigned_by = 'duty-1', basis_escalation_id = null, basis_tube_id = null, basis_result_version = null`,
    ...basisSeen,
    seenBy: ['audit-acts', 'measures-have-basis'],
  },
  {
    fault: 'a measure does not end',
    sql: measure('ends_at = null, ended_at = null, ended_because = null'),
    ...endSeen,
  },
  {
    fault: 'a measure is past its end and reads as open',
    sql: measure(`ends_at = now() - interval '5 minutes', ended_at = null, ended_because = null`),
    ...endSeen,
  },
  { fault: 'a measure ended later than it said', sql: measure(`ends_at = ended_at - interval '1 minute'`), ...endSeen },
  { fault: 'a measure was lifted by nobody', sql: measure(`ended_because = 'lifted', ended_by = null`), ...endSeen },
  {
    fault: 'a measure was continued by the person who decided it',
    sql: `${unchecked} insert into isolation.measures select (jsonb_populate_record(m, to_jsonb(m) || jsonb_build_object('measure_id', '${campaign.uuid(6, 2)}', 'supersedes', m.measure_id))).* from isolation.measures m`,
    ...endSeen,
  },
  { fault: 'a measure names a pack that nobody told', sql: measure(`policy_pack_id = 'rumour'`), ...endSeen },
  { fault: 'a measure has no remedy', sql: measure(`remedy_en = ''`), ...remedySeen },
  { fault: 'a measure has no place', sql: measure('place = null'), ...remedySeen },
  { fault: 'a measure names no law', sql: measure(`legal_basis = ''`), ...remedySeen },
  {
    fault: 'an objection was answered by whoever decided the measure',
    sql: `${unchecked} ${appeal('duty-1', 'upheld')}`,
    ...remedySeen,
    seenBy: ['audit-acts', 'measures-have-remedy'],
  },
  {
    fault: 'an objection was right and the measure went on',
    sql: `${unchecked} ${appeal('auditor-1', 'lifted')}; update isolation.measures set ended_at = null, ended_because = null`,
    ...remedySeen,
    seenBy: ['audit-acts', 'measures-have-remedy'],
  },
  ...contacts,
];
