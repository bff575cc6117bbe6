import * as campaign from './healthy-campaign.js';
import { tubes } from './healthy-campaign.js';
import type { Planted } from './planted.js';

const { uuid, campaignId, siteCode } = campaign;
const [first, second] = [campaign.personId(3), campaign.personId(4)];
const [point, room, other] = [uuid(8, 1), uuid(8, 2), uuid(8, 3)];

const place = `insert into isolation.isolation_points (point_id, kind, name, district_code, registered_by, registered_at)
    values ('${point}', 'hospital', 'x', '330105', 'officer-1', now());
  insert into isolation.rooms values ('${room}', '${point}', '101'), ('${other}', '${point}', '102');
  drop index isolation.room_holds_one; drop index isolation.person_occupies_one_room;`;
const stay = (n: number, roomId: string, person: string) => `insert into isolation.room_stays
    (stay_id, room_id, point_id, campaign_id, participant_id, state, reserved_by, reserved_at, moved_in_by, moved_in_at)
  values ('${uuid(9, n)}', '${roomId}', '${point}', '${campaignId}', '${person}', 'occupied', 'officer-1', now(), 'officer-1', now());`;
const wait = (ends: string) => `insert into isolation.awaited_results
    (wait_id, campaign_id, participant_id, tube_id, setting, site_code, district_code, policy_version, begun_by, begun_at, ends_at)
  values ('${uuid(9, 9)}', '${campaignId}', '${second}', '${tubes.plain.tubeId}', 'gate', '${siteCode}', '330105', 1, 'doctor-1',
    now() - interval '7 hours', ${ends});`;

/** Two in one room, one in two, and a wait that outlives its clock. */
export const rooms: readonly Planted[] = [
  {
    fault: 'two people hold one room',
    sql: `${place} ${stay(1, room, first)} ${stay(2, room, second)}`,
    seenBy: ['one-in-a-room'],
    name: first,
  },
  {
    fault: 'one person is in two rooms',
    sql: `${place} ${stay(1, room, first)} ${stay(2, other, first)}`,
    seenBy: ['one-in-a-room'],
    name: first,
  },
  {
    fault: 'somebody waits for a result past the end of the wait',
    sql: wait(`now() - interval '1 hour'`),
    seenBy: ['waits-end'],
    name: second,
  },
  {
    fault: 'nobody owes the report of a verified case',
    sql: 'delete from isolation.case_reports',
    seenBy: ['verified-is-owed'],
    name: first,
  },
  {
    fault: 'the investigation of a verified case is nobody’s task',
    sql: `delete from isolation.tasks where kind = 'investigate'`,
    seenBy: ['verified-is-owed'],
    name: first,
  },
];
