import { systemIds } from '@lib/platform';
import type { OutsideClient } from '../outside/outside-client.js';
import { admin, dutyOf, wall } from './callers.js';

const hourMs = 3_600_000;

/** Puts somebody on every rung of the ladder in each district, from an hour ago for a day: no alert calls into the void. */
export async function putDutyRoster(client: OutsideClient, districts: readonly string[], nowMs: number): Promise<void> {
  const times = {
    startsAt: new Date(nowMs - hourMs).toISOString(),
    endsAt: new Date(nowMs + 24 * hourMs).toISOString(),
  };
  const duty = (role: string, districtCode: string | null, person: string) => {
    return { dutyId: systemIds.uuid7(), role, districtCode, person, ...times };
  };
  const duties = [
    ...districts.flatMap((district) => [
      duty('cdc-duty', district, dutyOf(district).sub),
      duty('isolation-officer', district, `officer-${district}`),
      duty('district-liaison', district, `liaison-${district}`),
      duty('sampling-squad', district, `squad-${district}`),
      duty('community-cadre', district, `cadre-${district}`),
      duty('doctor', district, `doctor-${district}`),
    ]),
    duty('command-centre', null, wall.sub),
  ];
  await client.ask(admin, { method: 'POST', path: '/api/notification/v1/duties', json: { duties } });
}
