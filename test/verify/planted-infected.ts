import { writeTubeBarcode } from '@lib/vocabulary';
import * as campaign from './healthy-campaign.js';
import { tubes } from './healthy-campaign.js';
import type { Planted } from './planted.js';

const { uuid, campaignId, siteCode, measureId, caseOf, personId } = campaign;
const [infected, cleared] = [personId(3), personId(4)];
const [ward, point] = [uuid(6, 3), uuid(8, 1)];

// No constraint may keep a test from planting.
const unchecked = `do $$ declare c record; begin for c in select conname, conrelid::regclass as of from pg_constraint
  where conrelid in ('isolation.measures'::regclass, 'isolation.contact_links'::regclass, 'isolation.discharges'::regclass, 'isolation.transfers'::regclass)
    and contype in ('c', 'f')
  loop execute format('alter table %s drop constraint %I', c.of, c.conname); end loop; end $$;
  alter table isolation.measures disable trigger all;`;
const reopened = `${unchecked} update isolation.measures set ended_at = null, ended_because = null, ended_by = null`;
const past = `now() - interval '5 minutes'`;

/** Somebody verified, kept as infected for three days by now; nobody is to look at them. */
const kept = `${unchecked} insert into isolation.measures
  select (jsonb_populate_record(m, to_jsonb(m) || jsonb_build_object('measure_id', '${ward}', 'participant_id', '${infected}',
    'case_id', '${caseOf(3)}', 'kind', 'isolation', 'category', 'infected', 'place', 'hospital',
    'basis_tube_id', '${tubes.verifies.tubeId}', 'basis_escalation_id', '${campaign.escalationOf(campaign.numberOf(tubes.verifies))}',
    'counted_from', now() - interval '3 days', 'recorded_at', now() - interval '3 days', 'starts_at', now() - interval '3 days',
    'ends_at', now() + interval '3 days', 'ended_at', null, 'ended_because', null, 'ended_by', null))).* from isolation.measures m;`;
const swab = (n: number, hoursAgo: number) => `insert into isolation.recollection_tubes
  values ('${writeTubeBarcode('98', n)}', '${campaignId}', '${infected}', null, '${siteCode}', now() - interval '${hoursAgo} hours', 1,
    'not-detected', false, ${past}, ${past});`;
const named = (...hours: readonly number[]) =>
  JSON.stringify(
    hours.map((_, n) => ({ tubeId: writeTubeBarcode('98', n + 1), resultVersion: 1, ctN: 37, ctOrf1ab: null })),
  );
const released = (n: number) => `insert into lab.results select (jsonb_populate_record(r, to_jsonb(r) ||
    jsonb_build_object('tube_id', '${writeTubeBarcode('98', n)}', 'finding', 'not-detected', 'effective', false))).* from lab.results r
   where r.tube_id = '${tubes.plain.tubeId}';`;
const discharged = (swabs: string, by = 'doctor-1') => `
  insert into isolation.discharges values ('${ward}', '${campaignId}', '${infected}', '${swabs}', 1, '${by}', now());
  update isolation.measures set ended_at = now(), ended_because = 'discharged', ended_by = 'doctor-1' where measure_id = '${ward}';`;

const stands = { seenBy: ['measures-stand'], name: cleared };
const proven = { seenBy: ['discharges-proven'], name: infected };

/** Measures whose basis fell, people discharged on nothing, and infected people of whom nobody thinks. */
export const infectedPeople: readonly Planted[] = [
  {
    fault: 'a measure goes on though the laboratory took its result back',
    sql: `${reopened}; insert into isolation.withdrawals values ('${tubes.detected.tubeId}', 1, 2, 'clerical', 'supervisor-1', ${past})`,
    ...stands,
    seenBy: ['corrections-told', 'measures-stand'],
  },
  {
    fault: 'a contact is kept though the case behind the contact is over',
    sql: `${reopened}, basis_kind = 'contact-link', basis_index_case_id = '${caseOf(4)}', case_id = null, basis_contact_id = '${uuid(6, 9)}',
        basis_escalation_id = null, basis_tube_id = null, basis_result_version = null, participant_id = '${personId(1)}'`,
    seenBy: ['measures-have-basis', 'measures-stand'],
    name: personId(1),
  },
  {
    fault: 'somebody who is verified no more is kept as infected',
    sql: `${reopened}, category = 'infected'`,
    ...stands,
  },
  {
    fault: 'somebody was discharged and nobody signed for it',
    sql: `${unchecked} update isolation.measures set ended_because = 'discharged' where measure_id = '${measureId}'`,
    seenBy: ['discharges-proven'],
    name: cleared,
  },
  {
    fault: 'somebody was discharged on swabs that were never theirs',
    sql: `${kept} ${discharged(named(30, 2))}`,
    ...proven,
  },
  {
    fault: 'somebody was discharged on swabs too close together',
    sql: `${kept} ${swab(1, 20)} ${swab(2, 2)} ${released(1)} ${released(2)} ${discharged(named(20, 2))}`,
    ...proven,
    seenBy: ['discharges-proven', 'i11'],
  },
  {
    fault: 'somebody may be clear and nobody is to look',
    sql: `${kept} ${swab(1, 30)} ${swab(2, 2)}`,
    seenBy: ['infected-are-seen-to', 'orders-have-carers'],
    name: infected,
  },
  {
    fault: 'somebody was brought in as infected and no measure says until when',
    sql: `${kept} update isolation.measures set kind = 'transfer', ended_at = now(), ended_because = 'arrived' where measure_id = '${ward}';
      update isolation.campaign_policies set policy = jsonb_set(policy, '{measures,rules}', '{"categories": {"infected": {}}}');
      insert into isolation.isolation_points (point_id, kind, name, district_code, registered_by, registered_at)
        values ('${point}', 'hospital', 'x', '330105', 'officer-1', now());
      insert into isolation.transfers (transfer_id, campaign_id, participant_id, case_id, measure_id, point_id, site_code, district_code,
          state, ordered_by, ordered_at, due_at)
        values ('${uuid(8, 9)}', '${campaignId}', '${infected}', '${caseOf(3)}', '${ward}', '${point}', '${siteCode}', '330105', 'arrived',
          'officer-1', now(), now())`,
    seenBy: ['infected-are-seen-to'],
    name: infected,
  },
];
