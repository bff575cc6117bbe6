import { systemClock, systemIds } from '@lib/platform';
import type { Room, RoomAnswer } from '@lib/testing';
import { ladderRoles } from '@lib/vocabulary';
import type { DutyRole } from '@lib/vocabulary';

// For the tests of this room: somebody on duty on every rung of one district, for as long as a test can run.

const hourMs = 3_600_000;

export interface PlannedDuty {
  readonly dutyId: string;
  readonly role: DutyRole;
  readonly districtCode: string | null;
  readonly placeCode: string | null;
  readonly person: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export const aDuty = (
  role: PlannedDuty['role'],
  districtCode: string,
  person: string,
  times: { fromMs?: number; toMs?: number; placeCode?: string } = {},
): PlannedDuty => ({
  dutyId: systemIds.uuid7(),
  role,
  districtCode: role === 'command-centre' ? null : districtCode,
  placeCode: times.placeCode ?? null,
  person,
  startsAt: new Date(systemClock.now().getTime() + (times.fromMs ?? -hourMs)).toISOString(),
  endsAt: new Date(systemClock.now().getTime() + (times.toMs ?? hourMs)).toISOString(),
});

export const putRoster = (room: Room, duties: readonly PlannedDuty[]): Promise<RoomAnswer> =>
  room.call('POST', '/v1/duties', {
    as: { sub: 'admin-1', role: 'admin', scope: {} },
    body: { duties },
    key: systemIds.uuid4(),
  });

export const putFullRoster = (room: Room, districtCode: string): Promise<RoomAnswer> =>
  putRoster(
    room,
    ladderRoles.map((role) => aDuty(role, districtCode, `${role}-1`)),
  );
