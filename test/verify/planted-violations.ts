import * as campaign from './healthy-campaign.js';
import { tubes } from './healthy-campaign.js';
import type { Planted } from './planted.js';
import { ownership } from './planted-cases.js';
import { audit, wall } from './planted-wall.js';
import { infectedPeople } from './planted-infected.js';
import { measures } from './planted-measures.js';
import { rooms } from './planted-rooms.js';
import { recall } from './planted-recall.js';
import { notices } from './planted-notices.js';
import { orders } from './planted-orders.js';

const { plain, detected, waiting, lost, rejected, invalid, verifies } = tubes;
const on = (tube: { tubeId: string }) => `tube_id = '${tube.tubeId}'`;
const bytes = (person: number) => `'\\x${campaign.personId(person).replaceAll('-', '')}'`;
const person = campaign.personId;
const otherLab = `'LAB-OTHER'`;

const scans: readonly Planted[] = [
  {
    fault: 'a person of a sealed tube is exchanged for another',
    sql: `update batching.tubes set members = overlay(members placing ${bytes(99)} from 8 for 16) where ${on(plain)}`,
    seenBy: ['i04', 'i06', 'same-people'],
    name: plain.tubeId,
  },
  {
    fault: 'an acknowledged scan vanishes from its tube',
    sql: `update batching.tubes set members = substr(members, 1, 39), specimens = 1 where ${on(plain)}`,
    seenBy: ['i01', 'i06', 'i23', 'same-people'],
    name: plain.tubeId,
  },
  {
    fault: 'somebody is in a tube whom nobody scanned',
    sql: `update batching.tubes set specimens = 3, members = members || '\\x0300000000ffff'::bytea || ${bytes(77)}::bytea || decode(repeat('00', 16), 'hex')
           where ${on(plain)}`,
    seenBy: ['i03', 'i06', 'i07', 'i23', 'same-people'],
    name: person(77),
  },
  {
    fault: 'somebody stands twice in one tube',
    sql: `update batching.tubes set members = overlay(members placing ${bytes(1)} from 39 + 8 for 16) where ${on(plain)}`,
    seenBy: ['i02', 'i04', 'i06', 'same-people'],
    name: plain.tubeId,
  },
  {
    fault: 'a tube says that it holds more than is in it',
    sql: `alter table batching.tubes drop constraint if exists tubes_check; alter table batching.tubes drop constraint if exists tubes_check1;
          do $$ declare c record; begin for c in select conname from pg_constraint where conrelid = 'batching.tubes'::regclass and contype = 'c'
            loop execute format('alter table batching.tubes drop constraint %I', c.conname); end loop; end $$;
          update batching.tubes set specimens = 3 where ${on(plain)}`,
    seenBy: ['i05'],
    name: plain.tubeId,
  },
  {
    fault: 'a member was scanned after the sealing',
    sql: `update batching.tubes set sealed_device_seq = 101 where ${on(plain)}`,
    seenBy: ['i07'],
    name: person(2),
  },
  {
    fault: 'somebody’s scan was refused and no other tube has the swab',
    sql: `update batching.journal_exceptions set subject_id = '${person(61)}'`,
    seenBy: ['scan-without-tube'],
    name: person(61),
  },
  {
    fault: 'somebody whose scan was refused is only in a tube of another round',
    sql: `update batching.journal_exceptions set subject_id = '${person(9)}'`,
    seenBy: ['scan-without-tube'],
    name: person(9),
  },
  {
    fault: 'a recollection was drawn as a second tube of the round',
    sql: `update batching.tubes set purpose = 'round' where ${on(verifies)}`,
    seenBy: ['one-tube-a-round', 'i23'],
    name: person(3),
  },
];

const custody: readonly Planted[] = [
  {
    fault: 'the actor of one link is altered',
    sql: `update batching.custody_entries set actor = 'somebody-else' where ${on(plain)} and seq = 2`,
    seenBy: ['custody-hashes'],
    name: plain.tubeId,
  },
  {
    fault: 'a link is missing',
    sql: `delete from batching.custody_entries where ${on(plain)} and seq = 3`,
    seenBy: ['i08', 'custody-hashes'],
    name: plain.tubeId,
  },
  {
    fault: 'a tube stands somewhere else than its custody ends',
    sql: `update lab.lab_tubes set state = 'lost' where ${on(rejected)}`,
    seenBy: ['i08', 'i23'],
    name: rejected.tubeId,
  },
  {
    fault: 'the laboratory took over another chain than was handed over',
    sql: `update lab.expected_tubes set handed_custody_hash = repeat('a', 64) where ${on(plain)}`,
    seenBy: ['custody-hashes'],
    name: plain.tubeId,
  },
  {
    fault: 'a box was counted wrong',
    sql: `update batching.batches set tubes_counted = tubes_counted + 1`,
    seenBy: ['i09'],
    name: campaign.boxCode,
  },
  {
    fault: 'a tube was handed over in two boxes',
    sql: `insert into batching.outbox (id, aggregatetype, aggregateid, aggregate_version, type, payload, recorded_at, published_at)
          select '${campaign.uuid(8, 1)}', aggregatetype, '${campaign.uuid(8, 2)}', 1, type, payload, recorded_at, published_at
            from batching.outbox where type = 'batching.batch-handed-over.v1'`,
    seenBy: ['i09', 'i17', 'i20'],
    name: plain.tubeId,
  },
];

const laboratory: readonly Planted[] = [
  {
    fault: 'a row of an upload vanishes',
    sql: `delete from lab.upload_rows where ${on(plain)}`,
    seenBy: ['i10'],
    name: plain.tubeId,
  },
  {
    fault: 'a row was accepted and its result vanishes',
    sql: `delete from lab.results where ${on(plain)}`,
    seenBy: ['i10', 'i12', 'i26', 'every-person-ends', 'i23', 'shown'],
    name: plain.tubeId,
  },
  {
    fault: 'a result comes from a laboratory that never had the tube',
    sql: `update lab.results set lab_code = ${otherLab} where ${on(plain)}`,
    seenBy: ['i11', 'i26'],
    name: plain.tubeId,
  },
  {
    fault: 'a result names a tube that was never received',
    sql: `update lab.lab_tubes set received_at = null where ${on(plain)}`,
    seenBy: ['i11'],
    name: plain.tubeId,
  },
  {
    fault: 'a tube has a newer version than the one that counts',
    sql: `insert into lab.results (tube_id, version, supersedes, status, effective, finding, lab_code, upload_id, row, tested_at, uploaded_by, recorded_by, recorded_at)
          select tube_id, 3, 1, 'preliminary', false, 'invalid', lab_code, upload_id, row, tested_at, uploaded_by, recorded_by, recorded_at
            from lab.results where ${on(plain)}`,
    seenBy: ['i12'],
    name: plain.tubeId,
  },
  {
    fault: 'a verdict is changed behind the laboratory’s back',
    sql: `update lab.results set finding = 'invalid' where ${on(plain)}`,
    seenBy: ['i26', 'every-person-ends', 'i23', 'shown'],
    name: plain.tubeId,
  },
];

const alarms: readonly Planted[] = [
  {
    fault: 'nobody is told of one member of a detected tube',
    sql: `delete from notification.escalation_members where subject_id = '${person(4)}'`,
    seenBy: ['i13', 'cases'],
    name: person(4),
  },
  {
    fault: 'a detected tube has no escalation at all',
    sql: `delete from notification.escalation_members where escalation_id = '${campaign.escalationOf(7)}';
          delete from notification.escalations where ${on(verifies)}`,
    seenBy: ['i13', 'i15'],
    name: verifies.tubeId,
  },
  {
    fault: 'an escalation stands for a tube that is not detected',
    sql: `update notification.escalations set tube_id = '${plain.tubeId}' where ${on(verifies)}`,
    seenBy: ['i13', 'i14', 'i15'],
    name: plain.tubeId,
  },
  {
    fault: 'an escalation names a person who is not in the tube',
    sql: `update notification.escalation_members set subject_id = '${person(50)}' where subject_id = '${person(4)}'`,
    seenBy: ['i13', 'i14', 'cases'],
    name: '',
  },
  {
    fault: 'an alarm is received two minutes after its landing',
    sql: `update notification.escalations set received_at = received_at + interval '2 min' where ${on(detected)}`,
    seenBy: ['i15'],
    name: detected.tubeId,
  },
  {
    fault: 'an alert called nobody, and an hour went by',
    sql: `delete from notification.calls where escalation_id in (select escalation_id from notification.escalations where ${on(detected)});
          update notification.escalations set opened_at = opened_at - interval '1 hour' where ${on(detected)}`,
    seenBy: ['alarm-owned'],
    name: detected.tubeId,
  },
  {
    fault: 'a detection was dispatched to no sampling squad',
    sql: `delete from notification.dispatches where slot = 'sampling-squad' and escalation_id in
            (select escalation_id from notification.escalations where ${on(detected)})`,
    seenBy: ['dispatches-owned'],
    name: detected.tubeId,
  },
  {
    fault: 'a community was called by nobody',
    sql: `delete from notification.dispatch_calls where dispatch_id in (select dispatch_id from notification.dispatches
            join notification.escalations using (escalation_id) where slot = 'community:site' and ${on(detected)})`,
    seenBy: ['dispatches-owned'],
    name: detected.tubeId,
  },
  {
    fault: 'a squad was told ten minutes after it was called',
    sql: `update notification.dispatches set received_at = opened_at + interval '10 min' where slot = 'sampling-squad'
            and escalation_id in (select escalation_id from notification.escalations where ${on(detected)})`,
    seenBy: ['dispatches-received'],
    name: detected.tubeId,
  },
  {
    fault: 'a second call about a dispatch has been told to nobody',
    sql: `update notification.dispatches set call = 2 where slot = 'community:site'
            and escalation_id in (select escalation_id from notification.escalations where ${on(detected)})`,
    seenBy: ['dispatches-received'],
    name: detected.tubeId,
  },
  {
    fault: 'an alarm was revoked after ten minutes and had never been received',
    sql: `update lab.results set effective = false where ${on(plain)};
          insert into lab.results select (jsonb_populate_record(r, '{"version": 2, "supersedes": 1, "effective": true}')).*
            from lab.results r where ${on(plain)};
          update lab.results set finding = 'detected', recorded_at = recorded_at - interval '10 min' where ${on(plain)} and version = 1;
          update lab.upload_rows set result_version = 2 where ${on(plain)}`,
    seenBy: ['i15'],
    name: plain.tubeId,
  },
  {
    fault: 'the campaign promises ten seconds and an alarm took thirty',
    sql: `insert into registration.policy_values (campaign_id, version, key, value, source, actor, reason, valid_from)
          values ('${campaign.campaignId}', 2, 'alertReceivedSecondsMax', '10', 'change', 'admin-1', 'decree', now())`,
    seenBy: ['audit-acts', 'i15'],
    name: detected.tubeId,
  },
  {
    fault: 'the job of an alarm that nobody received is gone',
    sql: `update notification.escalations set received_at = null, state = 'queued' where ${on(detected)}`,
    seenBy: ['i15', 'i25'],
    name: detected.tubeId,
  },
  ...ownership,
  {
    fault: 'a member of a detected tube has no case',
    sql: `delete from isolation.cases where participant_id = '${person(4)}'`,
    seenBy: ['cases', 'i23-people'],
    name: '',
  },
  {
    fault: 'a case stands for somebody whom no alert named',
    sql: `insert into isolation.cases select '${campaign.uuid(8, 3)}', campaign_id, '${person(60)}', escalation_id, site_code, district_code, 'open', opened_at, changed_at, 1
            from isolation.cases where participant_id = '${person(4)}'`,
    seenBy: ['cases', 'cases-owned', 'i23-people'],
    name: person(60),
  },
  {
    fault: 'an order never came to the sites',
    sql: `delete from registration.recollection_orders where participant_id = '${person(6)}'`,
    seenBy: ['recalled', 'every-person-ends', 'i23-people'],
    name: campaign.orderOf(6),
  },
  {
    fault: 'a member of a taken alert is not called again',
    sql: `delete from registration.recollection_orders where participant_id = '${person(4)}';
          delete from isolation.recollections where participant_id = '${person(4)}';
          delete from command_centre.recollections where order_id = '${campaign.orderOf(4)}';
          update isolation.cases set state = 'open' where participant_id = '${person(4)}';
          update command_centre.cases set cleared_at = null where case_id = '${campaign.caseOf(4)}'`,
    seenBy: ['recalled', 'cases-owned'],
    name: person(4),
  },
];

const noLink = (tube: { tubeId: string }, from: number) =>
  `delete from lab.custody_entries where ${on(tube)} and seq >= ${from}; delete from batching.custody_entries where ${on(tube)} and seq >= ${from};`;
const endsAt = (tube: { tubeId: string }, seq: number) =>
  `update batching.tubes t set custody_seq = c.seq, custody_hash = c.hash from batching.custody_entries c
     where t.${on(tube)} and c.${on(tube)} and c.seq = ${seq};`;
const notAtLab = (tube: { tubeId: string }) =>
  `delete from lab.lab_tubes where ${on(tube)}; delete from lab.expected_tubes where ${on(tube)};`;

const ends: readonly Planted[] = [
  {
    fault: 'a used tube was never sealed when its round closed',
    sql: `${noLink(waiting, 2)} ${endsAt(waiting, 1)}
          insert into batching.open_members select '${waiting.tubeId}', '${person(9)}', 1, 'person', 'sampler-1', '${campaign.deviceId}', 901, now(), now();
          update batching.tubes set state = 'opened', members = null, sealed_at = null, seal_digest = null, round_id = '${campaign.roundId}' where ${on(waiting)};
          delete from command_centre.tubes where ${on(waiting)}; delete from command_centre.funnel_counts where round_id = '${campaign.openRoundId}'`,
    seenBy: ['edge-sealed', 'every-person-ends', 'same-people'],
    name: waiting.tubeId,
  },
  {
    fault: 'a sealed tube stays behind when its round closes',
    sql: `update registration.rounds set closed_at = now(), closed_by = 'admin-1' where round_id = '${campaign.openRoundId}'`,
    seenBy: ['audit-acts', 'edge-boxed', 'every-person-ends'],
    name: waiting.tubeId,
  },
  {
    fault: 'a sealed tube of an open round is past its clock',
    sql: `update batching.tubes set sealed_at = now() - interval '25 hours' where ${on(waiting)}`,
    seenBy: ['edge-boxed', 'every-person-ends'],
    name: waiting.tubeId,
  },
  {
    fault: 'a boxed tube was never handed over',
    sql: `${noLink(lost, 4)} ${endsAt(lost, 3)} ${notAtLab(lost)}
          update batching.tubes set state = 'boxed' where ${on(lost)}`,
    seenBy: ['i09', 'edge-handed', 'every-person-ends', 'i23', 'same-people', 'shown'],
    name: lost.tubeId,
  },
  {
    fault: 'a tube was handed over, never came and was not declared lost',
    sql: `delete from lab.custody_entries where ${on(lost)}; update lab.lab_tubes set state = 'expected',
            custody_seq = 4, custody_hash = (select handed_custody_hash from lab.expected_tubes where ${on(lost)}) where ${on(lost)}`,
    seenBy: ['edge-received', 'every-person-ends', 'i23', 'shown'],
    name: lost.tubeId,
  },
  {
    fault: 'a received tube gives no result',
    sql: `delete from lab.custody_entries where ${on(invalid)} and seq = 6; delete from lab.results where ${on(invalid)};
          update lab.upload_rows set outcome = 'held', code = 'X', result_version = null where ${on(invalid)};
          update lab.lab_tubes set state = 'received', custody_seq = 5,
            custody_hash = (select hash from lab.custody_entries where ${on(invalid)} and seq = 5) where ${on(invalid)}`,
    seenBy: ['i26', 'edge-resulted', 'every-person-ends', 'i23', 'shown'],
    name: invalid.tubeId,
  },
  {
    fault: 'a result was never released',
    sql: `update lab.results set status = 'preliminary', released_at = null, released_by = null where ${on(plain)}`,
    seenBy: ['every-person-ends', 'i23'],
    name: person(1),
  },
  {
    fault: 'the people of a lost tube are not called back',
    sql: `delete from registration.recollection_orders where participant_id = '${person(6)}';
          delete from isolation.recollections where participant_id = '${person(6)}';
          delete from command_centre.recollections where order_id = '${campaign.orderOf(6)}'`,
    seenBy: ['every-person-ends'],
    name: person(6),
  },
];

const pipe: readonly Planted[] = [
  {
    fault: 'a fact was not sent for a minute',
    sql: `update batching.outbox set published_at = null where aggregateid = '${plain.tubeId}'`,
    seenBy: ['i16'],
    name: plain.tubeId,
  },
  {
    fault: 'a room never applied a fact',
    sql: `delete from lab.inbox where event_id in (select id from batching.outbox where aggregateid = '${plain.tubeId}')`,
    seenBy: ['i20'],
    name: plain.tubeId,
  },
  {
    fault: 'the alarm group of a room missed a fact that its other group hears too',
    sql: `delete from notification.inbox where event_id in (select id from lab.outbox where type = 'lab.detection-raised.v1' and aggregateid = '${detected.tubeId}')`,
    seenBy: ['i20'],
    name: detected.tubeId,
  },
  {
    fault: 'a room has parked a fact',
    sql: `insert into isolation.dead_letters (consumer, topic, partition, kafka_offset, key, event_id, type, state, reason, attempts, headers)
          select 'isolation', 'bulou.tube', 0, '0', aggregateid, id, type, 'parked', 'it broke', 3, '{}' from batching.outbox
           where aggregateid = '${plain.tubeId}'`,
    seenBy: ['i20'],
    name: 'it broke',
  },
];

export const planted: readonly Planted[] = [
  ...scans,
  ...custody,
  ...laboratory,
  ...alarms,
  ...ends,
  ...pipe,
  ...wall,
  ...audit,
  ...measures,
  ...infectedPeople,
  ...rooms,
  ...recall,
  ...notices,
  ...orders,
];
